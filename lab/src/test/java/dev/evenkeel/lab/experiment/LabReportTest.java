package dev.evenkeel.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.lab.Experiments;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabReportTest {
    private static final Claim CLAIM = new Claim("larger", "one is larger than the other", "somebody 2026");
    private static final Block FIGURES = new Block.Text("figures");

    @Test
    void anExperimentShowsItsClaimsAndWhatCameOut() {
        Report report = report("depth");

        assertThat(report.sections().get(0).blocks()).hasSize(3).last().isEqualTo(FIGURES);
        assertThat(report.sections().get(0).blocks().get(1))
                .isInstanceOfSatisfying(
                        Block.Table.class,
                        table -> assertThat(table.rows())
                                .containsExactly(List.of(
                                        "larger", "one is larger than the other", "by 2", "agrees", "somebody 2026")));
        assertThat(report.summary()).containsExactly("depth: 1 of 1 claims agree, 0 differ, 0 undecided (3 s).");
    }

    @Test
    void exactChecksShowTheirOwnTableAlone() {
        assertThat(report("checks").sections().get(0).blocks())
                .hasSize(2)
                .last()
                .isEqualTo(FIGURES);
    }

    private static Report report(String experiment) {
        Findings findings =
                new Findings(List.of(new Judgement(CLAIM, Judgement.Verdict.AGREES, "by 2")), List.of(FIGURES));
        return LabReport.of(List.of(new LabReport.Entry(Experiments.named(experiment), findings, 3)), List.of());
    }
}
