package dev.evenkeel.train;

import static dev.evenkeel.train.Losses.binaryCrossEntropy;
import static dev.evenkeel.train.Losses.crossEntropy;
import static dev.evenkeel.train.Losses.huber;
import static dev.evenkeel.train.Losses.meanSquaredError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Flow;
import dev.evenkeel.inference.Link;
import dev.evenkeel.kernel.Compute;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Team;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {
    private static final Target TEN = Target.classes(10);

    /** The loss of one row and its weight in the mean, straight from the formula. */
    interface Formula {
        double loss(double[] x, double[] t);

        default double weight(double[] t) {
            return 1;
        }
    }

    record Case(String name, Loss loss, Shape output, Target target, Formula formula) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("classes", crossEntropy(), Shape.of(10), TEN, naive(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
                new Case(
                        "smoothing",
                        crossEntropy().smoothing(0.1),
                        Shape.of(3),
                        Target.classes(3),
                        naive(0.1, 1, 1, 1)),
                new Case(
                        "class weights",
                        crossEntropy().classWeights(0.5, 2, 3),
                        Shape.of(3),
                        Target.classes(3),
                        naive(0, 0.5, 2, 3)),
                new Case(
                        "smoothing and class weights",
                        crossEntropy().smoothing(0.2).classWeights(0.5, 2, 3),
                        Shape.of(3),
                        Target.classes(3),
                        naive(0.2, 0.5, 2, 3)),
                new Case("a class per position", crossEntropy(), Shape.of(5, 3), Target.values(5), naive(0, 1, 1, 1)),
                new Case(
                        "probabilities",
                        crossEntropy().smoothing(0.1).classWeights(1, 2),
                        Shape.of(4, 2),
                        Target.values(8),
                        naive(0.1, 1, 2)),
                new Case(
                        "squared error",
                        meanSquaredError(),
                        Shape.of(3),
                        Target.values(3),
                        (x, t) -> mean(x, t, (a, b) -> (a - b) * (a - b))),
                new Case(
                        "squared error per position",
                        meanSquaredError(),
                        Shape.of(4, 1),
                        Target.values(4),
                        (x, t) -> mean(x, t, (a, b) -> (a - b) * (a - b))),
                new Case(
                        "huber",
                        huber(0.7),
                        Shape.of(3),
                        Target.values(3),
                        (x, t) -> mean(x, t, (a, b) -> {
                            double d = Math.abs(a - b);
                            return d <= 0.7f ? d * d / 2 : 0.7f * (d - 0.7f / 2);
                        })),
                new Case("labels", binaryCrossEntropy(), Shape.of(4), Target.values(4), LossTest::binary),
                new Case("two classes", binaryCrossEntropy(), Shape.of(1), Target.classes(2), LossTest::binary),
                new Case(
                        "custom",
                        Losses.custom("cubed", Link.IDENTITY, (output, target, gradient) -> {
                            double sum = 0;
                            for (int c = 0; c < output.length; c++) {
                                double d = (double) output[c] - target[c];
                                gradient[c] = (float) (3 * d * d);
                                sum += d * d * d;
                            }
                            return sum;
                        }),
                        Shape.of(2, 3),
                        Target.values(6),
                        (x, t) -> x.length * mean(x, t, (a, b) -> (a - b) * (a - b) * (a - b))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientFollowTheFormulaWithWeightsAndPadding(Case one) {
        Trial trial = new Trial(one, 37, 2.0);
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
        Trial trial = new Trial(one, 37, 2.0);
        trial.pad();
        double learned = trial.bound.run(37, trial.targets, trial.weights, 1f);
        double weight = trial.bound.lastWeight();
        Arrays.fill(trial.gradient, 7f);
        assertThat(trial.bound.evaluate(37, trial.targets, trial.weights)).isEqualTo(learned);
        assertThat(trial.gradient).containsOnly(7f);
        assertThat(trial.bound.lastWeight()).isEqualTo(weight);
        assertThat(trial.bound.weight(37, trial.targets, trial.weights)).isEqualTo(weight);
        assertThat(trial.bound.lastSum() / weight).isEqualTo(learned);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rowsThatDoNotCountMayHoldAnything(Case one) {
        Trial trial = new Trial(one, 37, 2.0);
        double before = trial.evaluateWithoutExample(5, 2f);
        double after = trial.evaluateWithoutExample(5, Float.NaN);
        assertThat(after).isEqualTo(before).isFinite();
        int size = one.output.size();
        assertThat(Arrays.copyOfRange(trial.gradient, 5 * size, 6 * size)).containsOnly(0f);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void withoutAnyWeightLossAndGradientAreZero(Case one) {
        Trial trial = new Trial(one, 4, 2.0);
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
        Trial alone = new Trial(one, examples, 2.0);
        double expected = alone.bound.run(examples, alone.targets, alone.weights, 1f);
        try (Team team = Team.of(3)) {
            Trial together = new Trial(one, examples, 2.0, team);
            assertThat(together.bound.run(examples, together.targets, together.weights, 1f))
                    .isEqualTo(expected);
            assertThat(together.gradient).isEqualTo(alone.gradient);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void batchesAccumulateExactlyByTheirWeights(Case one) {
        Trial whole = new Trial(one, 20, 2.0);
        double mean = whole.bound.run(20, whole.targets, whole.weights, 1f);
        double total = whole.bound.lastWeight();
        double sum = 0;
        double weight = 0;
        float[] gradient = new float[whole.gradient.length];
        for (int from = 0; from < 20; from += 5) {
            float[] weights = new float[20];
            System.arraycopy(whole.weights, from, weights, from, 5);
            float part = (float) whole.bound.weight(20, whole.targets, weights);
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
        Trial trial = new Trial(one, 64, 2.0);
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
        Trial trial = new Trial(new Case("", crossEntropy(), Shape.of(3), Target.classes(3), naive(0, 1, 1, 1)), 4, 1);
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
        Trial trial = new Trial(new Case("", crossEntropy(), Shape.of(2), Target.classes(2), naive(0, 1, 1)), 1, 1);
        trial.outputs[0] = 1000f;
        trial.outputs[1] = 980f;
        trial.targets[0] = 0;
        double expected = Math.log1p(Math.exp(-20));
        assertThat(trial.bound.run(1, trial.targets, new float[] {1}, 1f)).isCloseTo(expected, within(1e-5 * expected));
    }

    @Test
    void binaryCrossEntropyIsExactForExtremeOutputs() {
        Trial trial =
                new Trial(new Case("", binaryCrossEntropy(), Shape.of(4), Target.values(4), LossTest::binary), 1, 1);
        System.arraycopy(new float[] {1e4f, 1e4f, -1e4f, -1e4f}, 0, trial.outputs, 0, 4);
        System.arraycopy(new float[] {1, 0, 1, 0}, 0, trial.targets, 0, 4);
        assertThat(trial.bound.run(1, trial.targets, new float[] {1}, 4f)).isEqualTo(5000.0);
        assertThat(trial.gradient).containsExactly(0f, 1f, -1f, 0f);
    }

    @Test
    void anOutputThatIsNotANumberGivesALossThatIsNone() {
        for (Case one : cases().toList()) {
            Trial trial = new Trial(one, 3, 1);
            trial.outputs[one.output.size()] = Float.NaN;
            assertThat(trial.bound.run(3, trial.targets, new float[] {1, 1, 1}, 1f))
                    .as(one.name)
                    .isNaN();
        }
    }

    @Test
    void customLossesGetClassesToo() {
        Loss hinge = Losses.custom("hinge", Link.IDENTITY, (output, target, gradient) -> {
            float sign = 2 * target[0] - 1;
            boolean active = sign * output[0] < 1;
            gradient[0] = active ? -sign : 0;
            return active ? 1 - sign * output[0] : 0;
        });
        Trial trial = new Trial(new Case("", hinge, Shape.of(1), Target.classes(2), (x, t) -> 0), 2, 1);
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
        refused(Losses.custom("own", Link.IDENTITY, (x, t, g) -> 0), Shape.of(2, 3), TEN, "Loss 'own' needs");
    }

    private static void refused(Loss loss, Shape output, Target target, String words) {
        assertThatThrownBy(() -> loss.check(output, target))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(words);
    }

    @Test
    void targetsOutOfRangeAreRefused() {
        Trial classes = new Trial(cases().toList().get(0), 2, 1);
        classes.targets[1] = 10;
        assertThatThrownBy(() -> classes.bound.run(2, classes.targets, new float[] {1, 1}, 1f))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("classes from 0 to 9, but 10.0 came");
        Trial labels =
                new Trial(new Case("", binaryCrossEntropy(), Shape.of(1), Target.values(1), LossTest::binary), 1, 1);
        labels.targets[0] = -1;
        assertThatThrownBy(() -> labels.bound.run(1, labels.targets, new float[] {1}, 1f))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("targets from 0 to 1, but -1.0 came");
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> crossEntropy().smoothing(1)).hasMessageContaining("smoothing that is a number from 0");
        assertThatThrownBy(() -> crossEntropy().classWeights(1, -1)).hasMessageContaining("class weight");
        assertThatThrownBy(() -> huber(0)).hasMessageContaining("delta that is a finite number above 0, but 0.0 came");
    }

    @Test
    void settingsAndDescriptionsAreComplete() {
        Loss loss = crossEntropy().smoothing(0.1).classWeights(1, 2.5);
        assertThat(loss.describe()).isEqualTo("softmax cross-entropy, smoothing 0.1, class weights 1, 2.5");
        assertThat(loss.settings())
                .hasToString("{\"name\":\"crossEntropy\",\"smoothing\":0.1,\"classWeights\":[1,2.5]}");
        assertThat(huber(1.5).settings()).hasToString("{\"name\":\"huber\",\"delta\":1.5}");
        assertThat(Stream.of(crossEntropy(), meanSquaredError(), huber(1), binaryCrossEntropy())
                        .map(Loss::link))
                .containsExactly(Link.SOFTMAX, Link.IDENTITY, Link.IDENTITY, Link.SIGMOID);
    }

    /** PyTorch's softmax cross-entropy with smoothing and class weights. */
    private static Formula naive(double smoothing, double... classWeights) {
        return new Formula() {
            @Override
            public double loss(double[] x, double[] t) {
                double max = Arrays.stream(x).max().orElseThrow();
                double logSum = max
                        + Math.log(Arrays.stream(x).map(v -> Math.exp(v - max)).sum());
                double loss = 0;
                for (int c = 0; c < x.length; c++) {
                    double smooth = (1 - (float) smoothing) * probability(t, c) + (float) smoothing / x.length;
                    loss += classWeights[c] * smooth * (logSum - x[c]);
                }
                return loss;
            }

            @Override
            public double weight(double[] t) {
                double weight = 0;
                for (int c = 0; c < classWeights.length; c++) {
                    weight += classWeights[c] * probability(t, c);
                }
                return weight;
            }
        };
    }

    private static double probability(double[] t, int c) {
        return t.length == 1 ? (t[0] == c ? 1 : 0) : t[c];
    }

    private static double binary(double[] x, double[] t) {
        return mean(x, t, (logit, target) -> {
            double p = 1 / (1 + Math.exp(-logit));
            return -target * Math.log(p) - (1 - target) * Math.log(1 - p);
        });
    }

    private static double mean(double[] x, double[] t, java.util.function.DoubleBinaryOperator one) {
        double sum = 0;
        for (int c = 0; c < x.length; c++) {
            sum += one.applyAsDouble(x[c], t[c]);
        }
        return sum / x.length;
    }

    /** A loss bound to random outputs, targets and weights. */
    private static final class Trial {
        final Case one;
        final int examples;
        final float[] outputs;
        final float[] gradient;
        final float[] targets;
        final float[] weights;
        final Mask mask;
        final Loss.Bound bound;

        Trial(Case one, int examples, double spread) {
            this(one, examples, spread, Team.alone());
        }

        Trial(Case one, int examples, double spread, Team team) {
            Randomness randomness = Randomness.of(11, "loss");
            this.one = one;
            this.examples = examples;
            outputs = new float[examples * one.output.size()];
            gradient = new float[outputs.length];
            targets = new float[examples * one.target.size()];
            weights = new float[examples];
            for (int i = 0; i < outputs.length; i++) {
                outputs[i] = (float) (spread * randomness.nextGaussian());
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] = i % 7 == 3 ? 0 : (float) (0.25 + randomness.nextDouble());
            }
            draw(randomness);
            mask = new Mask(examples, one.output.positions());
            Flow flow = new Flow(one.output, examples, outputs, mask);
            bound = one.loss.bind(new Compute(Kernels.scalar(), team), flow, one.target, gradient);
        }

        private void draw(Randomness randomness) {
            boolean distribution = one.loss instanceof CrossEntropy && one.target.size() == one.output.size();
            boolean index = one.target instanceof Target.Classes || one.loss instanceof CrossEntropy;
            int channels = one.output.channels();
            for (int i = 0; i < targets.length; i++) {
                if (distribution) {
                    float share = (float) randomness.nextDouble();
                    targets[i] = i % channels == 0 ? share : (1 - targets[i - 1]);
                } else if (index) {
                    targets[i] = randomness.nextInt(one.target instanceof Target.Classes c ? c.count() : channels);
                } else {
                    targets[i] = (float) randomness.nextDouble();
                }
            }
        }

        void pad() {
            for (int row = 2; row < examples * mask.positions(); row += 5) {
                mask.pad(row);
            }
        }

        double evaluateWithoutExample(int example, float output) {
            weights[example] = 0;
            int size = one.output.size();
            Arrays.fill(outputs, example * size, (example + 1) * size, output);
            return bound.run(examples, targets, weights, 1f);
        }

        double[] outputsAsDouble() {
            double[] x = new double[outputs.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = outputs[i];
            }
            return x;
        }

        double naive(double[] x) {
            int positions = one.output.positions();
            int channels = one.output.channels();
            int targetSize = one.target.size() / positions;
            double sum = 0;
            double total = 0;
            for (int row = 0; row < examples * positions; row++) {
                if (mask.isReal(row)) {
                    double[] t = new double[targetSize];
                    for (int i = 0; i < targetSize; i++) {
                        t[i] = targets[row * targetSize + i];
                    }
                    double[] values = Arrays.copyOfRange(x, row * channels, (row + 1) * channels);
                    double weight = weights[row / positions];
                    sum += weight * one.formula.loss(values, t);
                    total += weight * one.formula.weight(t);
                }
            }
            return sum / total;
        }
    }
}
