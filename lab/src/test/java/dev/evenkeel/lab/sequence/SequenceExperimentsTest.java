package dev.evenkeel.lab.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.data.text.TextDataset;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.Judgement.Verdict;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** The experiments on sequences, on as little of their own data as shows that each claim is judged by what was measured. */
class SequenceExperimentsTest {
    @Test
    void sequencesAreJudgedClaimByClaim() {
        SequencesExperiment.Effort little = new SequencesExperiment.Effort(1, 24);
        Experiment experiment = new SequencesExperiment(little, little);
        Findings findings = experiment.run(some(experiment, 24, 2));
        isWhole(experiment, findings);
        assertThat(findings).isEqualTo(experiment.run(some(experiment, 24, 1)));
        assertThat(findings.blocks().get(0).toString()).contains(" % of the positions to learn from are padding");
    }

    @Test
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    void whatIsExactAboutLeaksComesOutHoweverLittleWasLearnt() {
        LeakExperiment.Effort little = new LeakExperiment.Effort(1, 16, 1, 16);
        Experiment experiment = new LeakExperiment(little, little);
        Findings findings = experiment.run(some(experiment, 8, 2));
        isWhole(experiment, findings);
        assertThat(findings.judgements())
                .filteredOn(judgement -> List.of("no-future", "honest")
                        .contains(judgement.claim().id()))
                .hasSize(2)
                .allSatisfy(judgement -> assertThat(judgement.verdict()).isEqualTo(Verdict.AGREES));
        assertThat(moved(findings, "BatchNorm, batch 4")).isPositive();
        assertThat(moved(findings, "LayerNorm, batch 4")).isZero();
    }

    private static double moved(Findings findings, String setting) {
        return findings.blocks().stream()
                .filter(Block.Bars.class::isInstance)
                .map(block -> (Block.Bars) block)
                .filter(bars -> bars.title().contains("behind a position"))
                .flatMap(bars -> bars.bars().stream())
                .filter(bar -> bar.name().equals(setting))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void dataOfAnotherKindAreRefusedWithAWayOut() {
        float[][] values = {{1}, {2}, {3}};
        Dataset rows = Datasets.of(Shape.of(1), values, values);
        Laboratory laboratory = new Laboratory("prices", rows, rows, Size.QUICK, 1, 1, said -> {});
        assertThatThrownBy(() -> new SequencesExperiment().run(laboratory))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("Experiment 'sequences' needs sequences [positions, channels] in classes, but prices has"
                        + " examples [1] and 1 value. Give it time series (.ts) in classes, or leave --data out: it makes"
                        + " sequences itself");
        assertThatThrownBy(() -> new LeakExperiment().run(laboratory))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("Experiment 'leak' needs a text, but prices has examples [1]. Give it a FILE.txt, or leave"
                        + " --data out: it makes sentences itself");
    }

    private static Laboratory some(Experiment experiment, int count, int threads) {
        DataSplit own = experiment.ownData(Size.QUICK, 1).orElseThrow();
        return new Laboratory(
                "few",
                own.training() instanceof TextDataset ? own.training() : first(own.training(), count),
                first(own.test(), count),
                Size.QUICK,
                1,
                threads,
                said -> {});
    }

    private static Dataset first(Dataset whole, int count) {
        return whole.select(IntStream.range(0, count).toArray());
    }

    private static void isWhole(Experiment experiment, Findings findings) {
        assertThat(findings.judgements()).extracting(Judgement::claim).isEqualTo(experiment.claims());
        assertThat(findings.blocks())
                .hasAtLeastOneElementOfType(Block.Table.class)
                .hasAtLeastOneElementOfType(Block.Bars.class);
    }
}
