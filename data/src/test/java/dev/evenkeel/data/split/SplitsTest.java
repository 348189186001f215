package dev.evenkeel.data.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitsTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 101, 1000})
    void everyRowIsInExactlyOnePart(int size) {
        int[] strata = IntStream.range(0, size).map(row -> row % 3).toArray();
        if (size > 3) {
            RowSplit split = Splits.rows(strata, .2, 5);

            assertThat(IntStream.concat(Arrays.stream(split.rest()), Arrays.stream(split.heldOut()))
                            .sorted())
                    .containsExactlyElementsOf(IntStream.range(0, size).boxed().toList());
            assertThat(split.heldOut()).hasSize((int) Math.round(.2 * size)).isSorted();
            assertThat(split.rest()).isSorted();
        } else {
            RowSplit split = Splits.rows(new int[size], .2, 5);
            assertThat(split.heldOut()).hasSize(1);
        }
    }

    @Test
    void classesKeepTheirProportions() {
        int[] strata = IntStream.range(0, 1000)
                .map(row -> row < 900 ? 0 : row < 990 ? 1 : 2)
                .toArray();

        RowSplit split = Splits.rows(strata, .2, 1);

        int[] heldOut = new int[3];
        Arrays.stream(split.heldOut()).forEach(row -> heldOut[strata[row]]++);
        assertThat(heldOut).containsExactly(180, 18, 2);
    }

    @Test
    void aClassKeepsItsLastExampleForTraining() {
        RowSplit split = Splits.rows(new int[] {0, 0, 0, 0, 0, 0, 1}, .5, 3);

        assertThat(split.rest()).contains(6);
    }

    @Test
    void theSeedDecidesAndNothingElse() {
        int[] strata = new int[100];

        assertThat(Splits.rows(strata, .3, 1).heldOut())
                .containsExactly(Splits.rows(strata, .3, 1).heldOut());
        assertThat(Splits.rows(strata, .3, 1).heldOut())
                .isNotEqualTo(Splits.rows(strata, .3, 2).heldOut());
    }

    @Test
    void aDatasetIsSplitByItsClasses() {
        float[][] inputs =
                IntStream.range(0, 50).mapToObj(row -> new float[] {row}).toArray(float[][]::new);
        int[] classes = IntStream.range(0, 50).map(row -> row % 5 == 0 ? 1 : 0).toArray();
        Dataset dataset = Datasets.of(Shape.of(1), inputs, classes, Target.classes(2));

        HoldOut parts = Splits.holdOut(dataset, .2, 9);

        assertThat(parts.rest().size()).isEqualTo(40);
        assertThat(parts.heldOut().size()).isEqualTo(10);
        Batch batch = new Batch(1, Shape.of(1), Target.classes(2));
        int ones = 0;
        for (int index = 0; index < 10; index++) {
            parts.heldOut().read(index, batch, 0);
            ones += (int) batch.targets()[0];
            assertThat((int) batch.targets()[0]).isEqualTo(batch.inputs()[0] % 5 == 0 ? 1 : 0);
        }
        assertThat(ones).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -.1, 1.5, Double.NaN})
    void aShareOutsideZeroToOneIsRefused(double share) {
        assertThatThrownBy(() -> Splits.rows(new int[10], share, 0))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("The share to hold out must lie between 0 and 1, as 0.2, but it is " + share);
    }

    @Test
    void oneExampleCannotBeSplit() {
        assertThatThrownBy(() -> Splits.rows(new int[1], .5, 0))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "Holding out examples needs at least 2 of them, but there is 1: add more, or hold out nothing"
                                + " (--test-share 0)");
    }

    @Test
    void classesOfOneExampleEachCannotBeSplit() {
        assertThatThrownBy(() -> Splits.rows(new int[] {0, 1, 2}, .5, 0))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("each class has only one");
    }
}
