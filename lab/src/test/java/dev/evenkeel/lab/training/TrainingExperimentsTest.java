package dev.evenkeel.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.digits.Digits;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each experiment says what it expects, and judges just that by what it measured on small digits. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class TrainingExperimentsTest {
    private static final int SIDE = Digits.SIDE / 2;
    private static final DataSplit FULL_SIZE = Digits.generate(0, 800, 300);
    private static final Dataset TRAINING = halved(FULL_SIZE.training());
    private static final Dataset TEST = halved(FULL_SIZE.test());

    static List<Experiment> experiments() {
        return TrainingExperiments.all();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void everyClaimIsJudgedInItsOrder(Experiment experiment) {
        Findings findings = experiment.run(digits(1, 2));
        assertThat(findings.judgements()).extracting(Judgement::claim).isEqualTo(experiment.claims());
        assertThat(findings.blocks()).hasAtLeastOneElementOfType(Block.Table.class);
        assertThat(findings.blocks()).anyMatch(block -> !(block instanceof Block.Table));
        findings.blocks().forEach(TrainingExperimentsTest::isWhole);
    }

    @Test
    void threadsChangeNothingThatIsFound() {
        Experiment experiment = new EvaluationGapExperiment();
        assertThat(experiment.run(digits(1, 1))).isEqualTo(experiment.run(digits(1, 3)));
    }

    @Test
    void claimsHaveIdsOfTheirOwn() {
        for (Experiment experiment : experiments()) {
            assertThat(experiment.claims()).extracting(claim -> claim.id()).doesNotHaveDuplicates();
        }
        assertThat(experiments()).extracting(Experiment::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void dataWithoutClassesAreRefused(Experiment experiment) {
        float[][] values = {{1}, {2}, {3}};
        Dataset rows = Datasets.of(Shape.of(1), values, values);
        Laboratory laboratory = new Laboratory("prices", rows, rows, Size.QUICK, 1, 1, said -> {});
        assertThatThrownBy(() -> experiment.run(laboratory))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "Experiment '" + experiment.name() + "' needs classes to tell apart, but the targets of prices"
                                + " are values. Give it a set with classes, as digits");
    }

    private static Laboratory digits(long seed, int threads) {
        return new Laboratory("digits", TRAINING, TEST, Size.QUICK, seed, threads, said -> {});
    }

    /** Every other pixel of every other line. */
    private static Dataset halved(Dataset digits) {
        Target.Classes classes = (Target.Classes) digits.target();
        float[][] pixels = new float[digits.size()][SIDE * SIDE];
        int[] numbers = new int[digits.size()];
        Batch batch = new Batch(1, digits.inputShape(), classes);
        for (int index = 0; index < numbers.length; index++) {
            digits.read(index, batch, 0);
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                int line = 2 * (pixel / SIDE);
                pixels[index][pixel] = batch.inputs()[line * Digits.SIDE + 2 * (pixel % SIDE)];
            }
            numbers[index] = (int) batch.targets()[0];
        }
        return Datasets.of(Shape.of(SIDE, SIDE, 1), pixels, numbers, classes);
    }

    private static void isWhole(Block block) {
        if (block instanceof Block.Table table) {
            assertThat(table.rows())
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row).hasSameSizeAs(table.columns()));
        } else if (block instanceof Block.Lines lines) {
            assertThat(lines.series())
                    .isNotEmpty()
                    .allSatisfy(series -> assertThat(series.x()).hasSameSizeAs(series.y()));
        } else if (block instanceof Block.HeatMap map) {
            assertThat(map.values())
                    .hasSameSizeAs(map.rows())
                    .allSatisfy(row -> assertThat(row).hasSameSizeAs(map.columns()));
        }
    }
}
