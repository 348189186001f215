package dev.evenkeel.train.loss;

import static dev.evenkeel.train.loss.Losses.binaryCrossEntropy;
import static dev.evenkeel.train.loss.Losses.crossEntropy;
import static dev.evenkeel.train.loss.Losses.huber;
import static dev.evenkeel.train.loss.Losses.meanSquaredError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.loss.LossCases.Case;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {
    private static final Target TEN = Target.classes(10);

    static Stream<Case> cases() {
        return LossCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientFollowTheFormulaWithWeightsAndPadding(Case one) {
        LossTrial trial = new LossTrial(one, 37, 2.0);
        trial.pad();
        double mean = trial.bound.run(37, trial.targets, trial.weights, 3f);
        assertThat(mean).isCloseTo(trial.naive(trial.outputsAsDouble()), within(1e-6 * (1 + Math.abs(mean))));
        double[] x = trial.outputsAsDouble();
        for (int i = 0; i < x.length; i++) {
            double value = x[i];
            x[i] = value + 1e-5;
            double up = trial.naive(x);
            x[i] = value - 1e-5;
            double down = trial.naive(x);
            x[i] = value;
            assertThat((double) trial.gradient[i]).as("output %d", i).isCloseTo(3 * (up - down) / 2e-5, within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void evaluationGivesTheSameLossAndLeavesTheGradientAlone(Case one) {
        LossTrial trial = new LossTrial(one, 37, 2.0);
        trial.pad();
        double learned = trial.bound.run(37, trial.targets, trial.weights, 1f);
        double weight = trial.bound.lastWeight();
        Arrays.fill(trial.gradient, 7f);
        assertThat(trial.bound.evaluate(37, trial.targets, trial.weights)).isEqualTo(learned);
        assertThat(trial.gradient).containsOnly(7f);
        assertThat(trial.bound.lastWeight()).isEqualTo(weight);
        assertThat(trial.bound.lastSum() / weight).isEqualTo(learned);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowsThatDoNotCountMayHoldAnything(Case one) {
        LossTrial trial = new LossTrial(one, 37, 2.0);
        double before = trial.evaluateWithoutExample(5, 2f);
        double after = trial.evaluateWithoutExample(5, Float.NaN);
        assertThat(after).isEqualTo(before).isFinite();
        int size = one.output().size();
        assertThat(Arrays.copyOfRange(trial.gradient, 5 * size, 6 * size)).containsOnly(0f);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withoutAnyWeightLossAndGradientAreZero(Case one) {
        LossTrial trial = new LossTrial(one, 4, 2.0);
        Arrays.fill(trial.gradient, 7f);
        assertThat(trial.bound.run(4, trial.targets, new float[4], 1f)).isZero();
        assertThat(trial.gradient).containsOnly(0f);
        assertThat(trial.bound.evaluate(4, trial.targets, new float[4])).isZero();
        assertThat(trial.bound.lastSum()).isZero();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anyNumberOfThreadsGivesTheSameBits(Case one) {
        int examples = 5000;
        LossTrial alone = new LossTrial(one, examples, 2.0);
        double expected = alone.bound.run(examples, alone.targets, alone.weights, 1f);
        try (Team team = Team.of(3)) {
            LossTrial together = new LossTrial(one, examples, 2.0, team);
            assertThat(together.bound.run(examples, together.targets, together.weights, 1f))
                    .isEqualTo(expected);
            assertThat(together.gradient).isEqualTo(alone.gradient);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void batchesAccumulateExactlyByTheirWeights(Case one) {
        LossTrial whole = new LossTrial(one, 20, 2.0);
        double mean = whole.bound.run(20, whole.targets, whole.weights, 1f);
        double total = whole.bound.lastWeight();
        double sum = 0;
        double weight = 0;
        float[] gradient = new float[whole.gradient.length];
        for (int from = 0; from < 20; from += 5) {
            float[] weights = new float[20];
            System.arraycopy(whole.weights, from, weights, from, 5);
            whole.bound.evaluate(20, whole.targets, weights);
            float part = (float) whole.bound.lastWeight();
            whole.bound.run(20, whole.targets, weights, part);
            sum += whole.bound.lastSum();
            weight += whole.bound.lastWeight();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += whole.gradient[i];
            }
        }
        assertThat(sum / weight).isCloseTo(mean, within(1e-12 * (1 + Math.abs(mean))));
        whole.bound.run(20, whole.targets, whole.weights, 1f);
        for (int i = 0; i < gradient.length; i++) {
            assertThat((double) gradient[i]).isCloseTo(whole.gradient[i] * total, within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRunAllocatesNothing(Case one) {
        LossTrial trial = new LossTrial(one, 64, 2.0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int run = 0; run < 100; run++) {
                trial.bound.run(64, trial.targets, trial.weights, 1f);
                trial.bound.evaluate(64, trial.targets, trial.weights);
            }
            least = Math.min(
                    least,
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        assertThat(least).isLessThan(100);
    }

    @Test
    void crossEntropyIsExactForExtremeOutputs() {
        LossTrial trial = new LossTrial(
                new Case("", crossEntropy(), Shape.of(3), Target.classes(3), LossCases.naive(0, 1, 1, 1)), 4, 1);
        float[] x = {1e4f, -1e4f, 0f, /* */ 1e4f, -1e4f, 0f, /* */ 1e4f, 9999f, 9998f, /* */ -1e4f, -1e4f, -1e4f};
        System.arraycopy(x, 0, trial.outputs, 0, x.length);
        trial.targets[0] = 0;
        trial.targets[1] = 1;
        trial.targets[2] = 1;
        trial.targets[3] = 2;
        double[] expected = {0, 2e4, 1.4076059644443804, Math.log(3)};
        for (int row = 0; row < 4; row++) {
            float[] weights = new float[4];
            weights[row] = 1;
            assertThat(trial.bound.run(4, trial.targets, weights, 1f)).isCloseTo(expected[row], within(1e-6));
        }
        trial.bound.run(4, trial.targets, new float[] {1, 1, 1, 1}, 4f);
        assertThat(Arrays.copyOf(trial.gradient, 6)).containsExactly(0f, 0f, 0f, 1f, -1f, 0f);
        assertThat(trial.gradient[9]).isCloseTo(1f / 3, within(1e-6f));
        assertThat(trial.gradient[11]).isCloseTo(-2f / 3, within(1e-6f));
    }

    @Test
    void aSureCrossEntropyKeepsItsDigits() {
        LossTrial trial = new LossTrial(
                new Case("", crossEntropy(), Shape.of(2), Target.classes(2), LossCases.naive(0, 1, 1)), 1, 1);
        trial.outputs[0] = 1000f;
        trial.outputs[1] = 980f;
        trial.targets[0] = 0;
        double expected = Math.log1p(Math.exp(-20));
        assertThat(trial.bound.run(1, trial.targets, new float[] {1}, 1f)).isCloseTo(expected, within(1e-5 * expected));
    }

    @Test
    void binaryCrossEntropyIsExactForExtremeOutputs() {
        LossTrial trial = new LossTrial(
                new Case("", binaryCrossEntropy(), Shape.of(4), Target.values(4), LossCases::binary), 1, 1);
        System.arraycopy(new float[] {1e4f, 1e4f, -1e4f, -1e4f}, 0, trial.outputs, 0, 4);
        System.arraycopy(new float[] {1, 0, 1, 0}, 0, trial.targets, 0, 4);
        assertThat(trial.bound.run(1, trial.targets, new float[] {1}, 4f)).isEqualTo(5000.0);
        assertThat(trial.gradient).containsExactly(0f, 1f, -1f, 0f);
    }

    @Test
    void anOutputThatIsNotANumberGivesALossThatIsNone() {
        for (Case one : cases().toList()) {
            LossTrial trial = new LossTrial(one, 3, 1);
            trial.outputs[one.output().size()] = Float.NaN;
            assertThat(trial.bound.run(3, trial.targets, new float[] {1, 1, 1}, 1f))
                    .as(one.name())
                    .isNaN();
        }
    }

    @Test
    void customLossesGetClassesToo() {
        Loss hinge = Losses.custom("hinge", OutputActivation.IDENTITY, (output, target, gradient) -> {
            float sign = 2 * target[0] - 1;
            boolean active = sign * output[0] < 1;
            gradient[0] = active ? -sign : 0;
            return active ? 1 - sign * output[0] : 0;
        });
        LossTrial trial = new LossTrial(new Case("", hinge, Shape.of(1), Target.classes(2), (x, t) -> 0), 2, 1);
        trial.outputs[0] = 0.5f;
        trial.outputs[1] = 0.5f;
        trial.targets[0] = 1;
        trial.targets[1] = 0;
        assertThat(trial.bound.run(2, trial.targets, new float[] {1, 1}, 1f)).isEqualTo(1);
        assertThat(trial.gradient).containsExactly(-0.5f, 0.5f);
        assertThat(hinge.settings()).hasToString("{\"name\":\"hinge\",\"link\":\"identity\"}");
    }

    @Test
    void misfitsAreRefusedWithTheWayOut() {
        refused(
                crossEntropy(),
                Shape.of(9),
                TEN,
                "needs 10 outputs, one per class; the network's output is [9]. End the " + "network with linear(10)");
        refused(crossEntropy(), Shape.of(7, 10), TEN, "needs 10 outputs");
        refused(crossEntropy(), Shape.of(4), Target.values(1), "Declare classes with Target.classes(n)");
        refused(crossEntropy(), Shape.of(1), Target.classes(1), "Use binaryCrossEntropy() with one output");
        refused(crossEntropy().classWeights(1, 2), Shape.of(3), Target.classes(3), "Give one weight per class");
        refused(binaryCrossEntropy(), Shape.of(10), TEN, "Use crossEntropy()");
        refused(binaryCrossEntropy(), Shape.of(2), Target.classes(2), "End the network with linear(1)");
        refused(binaryCrossEntropy(), Shape.of(2), Target.values(3), "End the network with linear(3)");
        refused(meanSquaredError(), Shape.of(10), TEN, "the target is one of 10 classes");
        refused(huber(1), Shape.of(2), Target.values(1), "End the network with linear(1)");
        refused(
                Losses.custom("own", OutputActivation.IDENTITY, (x, t, g) -> 0),
                Shape.of(2, 3),
                TEN,
                "Loss 'own' needs");
    }

    private static void refused(Loss loss, Shape output, Target target, String words) {
        assertThatThrownBy(() -> loss.check(output, target))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(words);
    }

    @Test
    void targetsOutOfRangeAreRefused() {
        LossTrial classes = new LossTrial(cases().toList().get(0), 2, 1);
        classes.targets[1] = 10;
        assertThatThrownBy(() -> classes.bound.run(2, classes.targets, new float[] {1, 1}, 1f))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("classes from 0 to 9, but got 10.0");
        LossTrial labels = new LossTrial(
                new Case("", binaryCrossEntropy(), Shape.of(1), Target.values(1), LossCases::binary), 1, 1);
        labels.targets[0] = -1;
        assertThatThrownBy(() -> labels.bound.run(1, labels.targets, new float[] {1}, 1f))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("targets from 0 to 1, but got -1.0");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> crossEntropy().smoothing(1)).hasMessageContaining("smoothing that is a number from 0");
        assertThatThrownBy(() -> crossEntropy().classWeights(1, -1)).hasMessageContaining("class weight");
        assertThatThrownBy(() -> huber(0)).hasMessageContaining("delta that is a finite number above 0, but got 0.0");
    }

    @Test
    void settingsAreComplete() {
        Loss loss = crossEntropy().smoothing(0.1).classWeights(1, 2.5);
        assertThat(loss.settings())
                .hasToString("{\"name\":\"crossEntropy\",\"smoothing\":0.1,\"classWeights\":[1,2.5]}");
        assertThat(huber(1.5).settings()).hasToString("{\"name\":\"huber\",\"delta\":1.5}");
        assertThat(Stream.of(crossEntropy(), meanSquaredError(), huber(1), binaryCrossEntropy())
                        .map(Loss::outputActivation))
                .containsExactly(
                        OutputActivation.SOFTMAX,
                        OutputActivation.IDENTITY,
                        OutputActivation.IDENTITY,
                        OutputActivation.SIGMOID);
    }
}
