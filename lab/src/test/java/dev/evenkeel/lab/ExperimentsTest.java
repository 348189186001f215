package dev.evenkeel.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.digits.Digits;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.Judgement.Verdict;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.report.Block;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Experiments in their quick form on the built-in digits. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class ExperimentsTest {
    private static final DataSplit DIGITS = Digits.standard();

    @ParameterizedTest
    @ValueSource(strings = {"checks", "depth"})
    void everyClaimComesOut(String name) {
        assertThat(quick(name).judgements())
                .allSatisfy(judgement -> assertThat(judgement.verdict()).isEqualTo(Verdict.AGREES));
    }

    @Test
    void noGrowthOfGradientsContradictsTheory() {
        Findings findings = quick("meanfield");
        assertThat(findings.judgements())
                .allSatisfy(judgement -> assertThat(judgement.verdict()).isNotEqualTo(Verdict.DIFFERS));
        Block.Table table = table(findings);
        int difference = table.columns().indexOf("difference");
        assertThat(table.rows())
                .hasSize(6)
                .allSatisfy(row -> assertThat(
                                Math.abs(Double.parseDouble(row.get(difference).replace(" %", ""))))
                        .isLessThan(2));
    }

    @Test
    void batchNormLearnsFasterThanTheSameNetworkWithout() {
        List<Judgement> judgements = quick("speed").judgements();
        assertThat(judgements.get(0).verdict()).isEqualTo(Verdict.AGREES);
        assertThat(judgements.get(1).verdict()).isEqualTo(Verdict.AGREES);
    }

    @Test
    void theSameSeedFindsTheSameOnAnyNumberOfThreads() {
        assertThat(Experiments.named("depth").run(laboratory(1))).isEqualTo(quick("depth"));
    }

    @Test
    void namesAndClaimsAreUnique() {
        List<Experiment> all = Experiments.all();
        assertThat(all).extracting(Experiment::name).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(experiment -> {
            List<String> ids = experiment.claims().stream().map(Claim::id).toList();
            assertThat(new HashSet<>(ids)).isNotEmpty().hasSameSizeAs(ids);
        });
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> Experiments.named("deph"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("There is no experiment 'deph'")
                .hasMessageContaining("; did you mean 'depth'? Experiments: ");
    }

    private static Block.Table table(Findings findings) {
        return findings.blocks().stream()
                .filter(Block.Table.class::isInstance)
                .map(Block.Table.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Findings quick(String name) {
        Experiment experiment = Experiments.named(name);
        Findings findings = experiment.run(laboratory(2));
        assertThat(findings.judgements()).extracting(Judgement::claim).isEqualTo(experiment.claims());
        return findings;
    }

    private static Laboratory laboratory(int threads) {
        return new Laboratory(
                "digits", DIGITS.training(), DIGITS.test(), Laboratory.Size.QUICK, 1, threads, progress -> {});
    }
}
