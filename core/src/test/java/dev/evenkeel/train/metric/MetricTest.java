package dev.evenkeel.train.metric;

import static dev.evenkeel.train.metric.Metrics.accuracy;
import static dev.evenkeel.train.metric.Metrics.logLoss;
import static dev.evenkeel.train.metric.Metrics.meanAbsoluteError;
import static dev.evenkeel.train.metric.Metrics.r2;
import static dev.evenkeel.train.metric.Metrics.rootMeanSquaredError;
import static dev.evenkeel.train.metric.Metrics.topK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricTest {
    private static final float NAN = Float.NaN;
    private static final Shape THREE = Shape.of(3);
    private static final Target CLASSES = Target.classes(3);

    @Test
    void accuracyIsTheShareOfLargestOutputs() {
        Metric.Accumulator gathered = accuracy().start(THREE, CLASSES, OutputActivation.SOFTMAX);
        assertThat(gathered.value()).isNaN();
        add(gathered, 1, 1, /* */ 0f, 3f, 1f);
        add(gathered, 1, 0, /* */ 0f, 3f, 1f);
        assertThat(gathered.value()).isEqualTo(0.5);
        add(gathered, 2, 2, /* */ 0f, 3f, 4f);
        assertThat(gathered.value()).isEqualTo(0.75);
        add(gathered, 0, 0, /* */ 0f, 3f, 4f);
        assertThat(gathered.value()).isEqualTo(0.75);
    }

    @Test
    void equalOutputsAndOnesThatAreNotNumbersWinNothing() {
        Metric.Accumulator first = accuracy().start(THREE, CLASSES, OutputActivation.SOFTMAX);
        add(first, 1, 0, /* */ 5f, 5f, 5f);
        assertThat(first.value()).isEqualTo(1);
        Metric.Accumulator others = accuracy().start(THREE, CLASSES, OutputActivation.SOFTMAX);
        add(others, 1, 1, /* */ 5f, 5f, 5f);
        add(others, 1, 2, /* */ 5f, 5f, 5f);
        add(others, 1, 0, /* */ NAN, NAN, NAN);
        add(others, 1, 0, /* */ 5f, NAN, 1f);
        add(others, 1, 2, /* */ 1f, NAN, 5f);
        assertThat(others.value()).isZero();
    }

    @Test
    void oneOutputForTwoClassesIsCutAtZeroOrAtOneHalf() {
        Target two = Target.classes(2);
        Metric.Accumulator raw = accuracy().start(Shape.of(1), two, OutputActivation.SIGMOID);
        add(raw, 1, 1, 0.2f);
        add(raw, 1, 0, -0.2f);
        add(raw, 1, 1, -0.2f);
        add(raw, 1, 0, NAN);
        assertThat(raw.value()).isEqualTo(0.5);
        Metric.Accumulator values = accuracy().start(Shape.of(1), two, OutputActivation.IDENTITY);
        add(values, 1, 1, 0.2f);
        add(values, 1, 0, 0.2f);
        assertThat(values.value()).isEqualTo(0.5);
    }

    @Test
    void labelsCountOneByOne() {
        Metric.Accumulator labels = accuracy().start(THREE, Target.values(3), OutputActivation.SIGMOID);
        labels.add(new float[] {1, -1, 1}, 0, new float[] {1, 0, 0}, 0, 1);
        assertThat(labels.value()).isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void probabilitiesAsTargetsCountTheirLargest() {
        Metric.Accumulator gathered = accuracy().start(THREE, Target.values(3), OutputActivation.SOFTMAX);
        gathered.add(new float[] {1, 2, 0}, 0, new float[] {0.2f, 0.5f, 0.3f}, 0, 1);
        gathered.add(new float[] {1, 2, 0}, 0, new float[] {0.6f, 0.1f, 0.3f}, 0, 1);
        assertThat(gathered.value()).isEqualTo(0.5);
    }

    @Test
    void topKLooksAtTheKLargest() {
        Metric.Accumulator two = topK(2).start(THREE, CLASSES, OutputActivation.SOFTMAX);
        add(two, 1, 0, /* */ 1f, 3f, 2f);
        add(two, 1, 2, /* */ 1f, 3f, 2f);
        add(two, 1, 1, /* */ 1f, 3f, 2f);
        add(two, 1, 2, /* */ 1f, 1f, 1f);
        assertThat(two.value()).isEqualTo(0.5);
        assertThat(topK(5).name()).isEqualTo("top5");
        assertThatThrownBy(() -> topK(4).start(THREE, CLASSES, OutputActivation.SOFTMAX))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("Choose a smaller k");
    }

    @Test
    void errorsAreMeansOverOutputsAndRows() {
        Target values = Target.values(2);
        Metric.Accumulator absolute = meanAbsoluteError().start(Shape.of(2), values, OutputActivation.IDENTITY);
        Metric.Accumulator squared = rootMeanSquaredError().start(Shape.of(2), values, OutputActivation.IDENTITY);
        for (Metric.Accumulator each : List.of(absolute, squared)) {
            each.add(new float[] {9, 1, 5}, 1, new float[] {9, 9, 2, 2}, 2, 1);
            each.add(new float[] {0, 0}, 0, new float[] {4, 0}, 0, 3);
        }
        assertThat(absolute.value()).isCloseTo((2 + 3 * 2) / 4.0, within(1e-12));
        assertThat(squared.value()).isCloseTo(Math.sqrt((5 + 3 * 8) / 4.0), within(1e-12));
    }

    @Test
    void logLossIsExactForExtremeOutputs() {
        Metric.Accumulator softmax = logLoss().start(THREE, CLASSES, OutputActivation.SOFTMAX);
        add(softmax, 1, 0, 1f, 1f, 1f);
        assertThat(softmax.value()).isCloseTo(Math.log(3), within(1e-12));
        Metric.Accumulator extreme = logLoss().start(THREE, CLASSES, OutputActivation.SOFTMAX);
        add(extreme, 1, 1, 1e4f, -1e4f, 0f);
        assertThat(extreme.value()).isEqualTo(2e4);
        Metric.Accumulator sigmoid = logLoss().start(Shape.of(1), Target.classes(2), OutputActivation.SIGMOID);
        add(sigmoid, 1, 1, -1e4f);
        add(sigmoid, 1, 0, 0f);
        assertThat(sigmoid.value()).isCloseTo((1e4 + Math.log(2)) / 2, within(1e-9));
        Metric.Accumulator soft = logLoss().start(Shape.of(2), Target.values(2), OutputActivation.SOFTMAX);
        soft.add(new float[] {0, 1}, 0, new float[] {0.25f, 0.75f}, 0, 1);
        assertThat(soft.value()).isCloseTo(Math.log(1 + Math.E) - 0.75, within(1e-9));
    }

    @Test
    void r2ComparesWithTheMeanOfEachOutput() {
        Metric.Accumulator gathered = r2().start(Shape.of(2), Target.values(2), OutputActivation.IDENTITY);
        float offset = 1e6f;
        float[][] targets = {{1, 0}, {2, 0}, {4, 0}};
        float[][] outputs = {{1.5f, 0}, {2, 0}, {3.5f, 0}};
        float[] weights = {1, 2, 1};
        for (int row = 0; row < 3; row++) {
            float[] output = {outputs[row][0] + offset, outputs[row][1]};
            float[] target = {targets[row][0] + offset, targets[row][1]};
            gathered.add(output, 0, target, 0, weights[row]);
        }
        double mean = (1 + 2 * 2 + 4) / 4.0;
        double spread = Math.pow(1 - mean, 2) + 2 * Math.pow(2 - mean, 2) + Math.pow(4 - mean, 2);
        assertThat(gathered.value()).isCloseTo((1 - 0.5 / spread + 1) / 2, within(1e-9));
        gathered.add(new float[] {offset, 1}, 0, new float[] {offset, 0}, 0, 1);
        assertThat(gathered.value()).isLessThan(0.5);
    }

    @Test
    void sumsRestoreWhatWasGathered() {
        Target values = Target.values(3);
        for (Metric metric :
                Stream.of(meanAbsoluteError(), rootMeanSquaredError(), r2()).toList()) {
            Metric.Accumulator whole = metric.start(THREE, values, OutputActivation.IDENTITY);
            Metric.Accumulator first = metric.start(THREE, values, OutputActivation.IDENTITY);
            whole.add(new float[] {1, 2, 3}, 0, new float[] {3, 2, 2}, 0, 0.3f);
            first.add(new float[] {1, 2, 3}, 0, new float[] {3, 2, 2}, 0, 0.3f);
            Metric.Accumulator second = metric.start(THREE, values, OutputActivation.IDENTITY);
            second.restore(first.sums());
            whole.add(new float[] {4, 2, 3}, 0, new float[] {1, 1, 1}, 0, 1);
            second.add(new float[] {4, 2, 3}, 0, new float[] {1, 1, 1}, 0, 1);
            assertThat(second.value()).isEqualTo(whole.value());
            assertThatThrownBy(() -> second.restore(new double[17])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aBatchCountsItsRealRowsByTheirExamplesWeights() {
        Mask mask = new Mask(2, 2);
        mask.pad(1);
        Activations output = new Activations(Shape.of(2, 1), 2, new float[] {1, 99, 3, 5}, mask);
        Target target = Target.values(2);
        Metric.Accumulator gathered = meanAbsoluteError().start(Shape.of(2, 1), target, OutputActivation.IDENTITY);
        gathered.addBatch(output, target, 2, new float[4], new float[] {1, 2});
        assertThat(gathered.value()).isCloseTo((1 + 2 * 3 + 2 * 5) / 5.0, within(1e-12));
    }

    @Test
    void metricsWithoutMeaningAreRefused() {
        refused(accuracy(), Shape.of(1), Target.values(1), OutputActivation.IDENTITY, "Use meanAbsoluteError()");
        refused(accuracy(), Shape.of(4), CLASSES, OutputActivation.SOFTMAX, "needs 3 outputs");
        refused(meanAbsoluteError(), THREE, CLASSES, OutputActivation.SOFTMAX, "the target is one of 3 classes");
        refused(logLoss(), THREE, CLASSES, OutputActivation.IDENTITY, "Train with crossEntropy()");
        refused(r2(), THREE, Target.values(2), OutputActivation.IDENTITY, "needs as many outputs");
    }

    private static void refused(
            Metric metric, Shape output, Target target, OutputActivation outputActivation, String words) {
        assertThatThrownBy(() -> metric.start(output, target, outputActivation))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(words);
    }

    @Test
    void namesAndDirectionsAreStable() {
        List<Metric> all = List.of(
                accuracy(),
                topK(5),
                meanAbsoluteError(),
                rootMeanSquaredError(),
                logLoss(),
                r2(),
                Metrics.mean("bias", Direction.LOWER, (x, xAt, t, tAt) -> x[xAt] - t[tAt]));
        assertThat(all)
                .extracting(Metric::name)
                .containsExactly("accuracy", "top5", "mae", "rmse", "logLoss", "r2", "bias");
        assertThat(all)
                .extracting(Metric::better)
                .containsExactly(
                        Direction.HIGHER,
                        Direction.HIGHER,
                        Direction.LOWER,
                        Direction.LOWER,
                        Direction.LOWER,
                        Direction.HIGHER,
                        Direction.LOWER);
    }

    private static void add(Metric.Accumulator gathered, float weight, int target, float... outputs) {
        gathered.add(outputs, 0, new float[] {target}, 0, weight);
    }
}
