package dev.evenkeel.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private static final ConfusionMatrix PETS = ConfusionMatrix.of(
            List.of("cat", "dog", "a long name of bird"), new long[][] {{1050, 50, 0}, {2, 8, 0}, {0, 0, 0}});

    @Test
    void printsATable() {
        assertThat(PETS).hasToString("""
                        actual \\ predicted    cat  dog  a long name of bird  recall  precision     F1
                        cat                  1050   50                    0   0.955      0.998  0.976
                        dog                     2    8                    0   0.800      0.138  0.235
                        a long name of bird     0    0                    0       -          -      -
                        accuracy 0.953 of 1110""");
    }

    @Test
    void aNameKeepsToItsLineAndItsColumn() {
        List<String> labels = List.of("a\nb", "c\u001b[2J");
        assertThat(ConfusionMatrix.of(labels, new long[][] {{4, 0}, {0, 5}})
                        .toString()
                        .lines())
                .containsExactly(
                        "actual \\ predicted  a\\u000ab  c\\u001b[2J  recall  precision     F1",
                        "a\\u000ab                   4           0   1.000      1.000  1.000",
                        "c\\u001b[2J                 0           5   1.000      1.000  1.000",
                        "accuracy 1.000 of 9");
    }

    @Test
    void figuresFollowTheirFormulas() {
        assertThat(PETS.total()).isEqualTo(1110);
        assertThat(PETS.count(0, 1)).isEqualTo(50);
        assertThat(PETS.actual(0)).isEqualTo(1100);
        assertThat(PETS.predicted(0)).isEqualTo(1052);
        double precision = 8 / 58.0;
        double recall = 0.8;
        assertThat(PETS.precision(1)).isCloseTo(precision, within(1e-12));
        assertThat(PETS.recall(1)).isCloseTo(recall, within(1e-12));
        assertThat(PETS.f1(1)).isCloseTo(2 * precision * recall / (precision + recall), within(1e-12));
        assertThat(PETS.accuracy()).isCloseTo(1058 / 1110.0, within(1e-12));
    }

    @Test
    void jsonHoldsCountsAndNullWhereNothingIsDefined() {
        ConfusionMatrix matrix = ConfusionMatrix.of(List.of("a", "b"), new long[][] {{4, 0}, {0, 0}});
        assertThat(matrix.toJson())
                .hasToString("{\"labels\":[\"a\",\"b\"],\"counts\":[[4,0],[0,0]],\"accuracy\":1,\"classes\":["
                        + "{\"label\":\"a\",\"examples\":4,\"precision\":1,\"recall\":1,\"f1\":1},"
                        + "{\"label\":\"b\",\"examples\":0,\"precision\":null,\"recall\":null,\"f1\":null}]}");
    }

    @Test
    void countsBatchesOfRawOutputs() {
        Target.Classes target = Target.classes(List.of("a", "b", "c"));
        ConfusionMatrix.Counter counter = ConfusionMatrix.start(Shape.of(3), target, OutputActivation.SOFTMAX);
        float[] outputs = {1, 2, 0, /* */ 3, 2, 1, /* */ 0, 0, 1};
        for (int example = 0; example < 3; example++) {
            counter.add(outputs, 3 * example, new float[] {1, 2, 2}, example);
        }
        ConfusionMatrix before = counter.matrix();
        counter.add(outputs, 3, new float[] {0}, 0);
        assertThat(before).isEqualTo(ConfusionMatrix.of(target.labels(), new long[][] {{0, 0, 0}, {0, 1, 0}, {1, 0, 1}
        }));
        assertThat(counter.matrix().total()).isEqualTo(4);
    }

    @Test
    void countsTwoClassesOfOneOutput() {
        ConfusionMatrix.Counter counter =
                ConfusionMatrix.start(Shape.of(1), Target.classes(2), OutputActivation.SIGMOID);
        counter.add(new float[] {0.3f}, 0, new float[] {1}, 0);
        counter.add(new float[] {-0.3f}, 0, new float[] {1}, 0);
        assertThat(counter.matrix()).isEqualTo(ConfusionMatrix.of(List.of("0", "1"), new long[][] {{0, 0}, {1, 1}}));
    }

    @Test
    void countsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> ConfusionMatrix.of(List.of("a", "b"), new long[][] {{1, 2}}))
                .hasMessageContaining("but got [[1, 2]]");
        assertThatThrownBy(() -> ConfusionMatrix.of(List.of("a"), new long[][] {{-1}}))
                .hasMessageContaining("counts >= 0");
    }

    /** Where a prediction is not finite, accuracy and the matrix agree that it is wrong. */
    @Test
    void outputsThatAreNotFiniteAreTakenForNoClass() {
        float inf = Float.POSITIVE_INFINITY;
        float nan = Float.NaN;
        float[] outputs = {
            1, 0, /* */ nan, nan, /* */ inf, 0, /* */ 0, nan, /* */ -inf, -inf, /* */ 0, -inf, /* */ -1, inf
        };
        float[] targets = {0, 0, 0, 0, 0, 0, 1};
        Target.Classes target = Target.classes(List.of("a", "b"));
        ConfusionMatrix.Counter counter = ConfusionMatrix.start(Shape.of(2), target, OutputActivation.SOFTMAX);
        Metric.Accumulator accuracy = Metrics.accuracy().start(Shape.of(2), target, OutputActivation.SOFTMAX);
        for (int row = 0; row < targets.length; row++) {
            counter.add(outputs, 2 * row, targets, row);
            accuracy.add(outputs, 2 * row, targets, row, 1);
        }

        ConfusionMatrix matrix = counter.matrix();

        assertThat(matrix.count(0, 0)).isEqualTo(2);
        assertThat(matrix.undecided()).isEqualTo(5);
        assertThat(matrix.actual(0)).isEqualTo(6);
        assertThat(matrix.total()).isEqualTo(7);
        assertThat(matrix.accuracy()).isEqualTo(accuracy.value()).isCloseTo(2 / 7.0, within(1e-12));
        assertThat(matrix.toJson().array("undecided")).hasToString("[4,1]");
        assertThat(matrix).hasToString("""
                actual \\ predicted  a  b  (none)  recall  precision     F1
                a                   2  0       4   0.333      1.000  0.500
                b                   0  0       1   0.000          -  0.000
                accuracy 0.286 of 7""");
    }

    @Test
    void aSigmoidIsDecidedByInfinityAndAValueIsNot() {
        Target.Classes target = Target.classes(2);
        for (OutputActivation outputActivation : List.of(OutputActivation.SIGMOID, OutputActivation.IDENTITY)) {
            ConfusionMatrix.Counter counter = ConfusionMatrix.start(Shape.of(1), target, outputActivation);
            Metric.Accumulator accuracy = Metrics.accuracy().start(Shape.of(1), target, outputActivation);
            float[] outputs = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 1};
            float[] targets = {1, 0, 0, 1};
            for (int row = 0; row < 4; row++) {
                counter.add(outputs, row, targets, row);
                accuracy.add(outputs, row, targets, row, 1);
            }
            assertThat(counter.matrix().accuracy())
                    .isEqualTo(accuracy.value())
                    .isEqualTo(outputActivation == OutputActivation.SIGMOID ? 0.75 : 0.25);
        }
    }
}
