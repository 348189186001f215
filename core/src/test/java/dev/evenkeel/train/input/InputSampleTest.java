package dev.evenkeel.train.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.worker.LocalWorkers;
import dev.evenkeel.worker.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputSampleTest {
    private static List<float[]> sorted(Dataset data, int groups) {
        return InputSample.sorted(data, Share.of(data, Workers.alone()), groups);
    }

    /** What each of several workers gets that have the examples in order. */
    private static List<List<float[]>> together(Dataset data, int[] sizes, int groups, int maxValues) {
        return LocalWorkers.run(sizes.length, workers -> {
            int first = IntStream.of(sizes).limit(workers.rank()).sum();
            Dataset part = data.select(
                    IntStream.range(first, first + sizes[workers.rank()]).toArray());
            return InputSample.sorted(part, Share.of(part, workers), groups, maxValues);
        });
    }

    @Test
    void severalWorkersTakeTheValuesThatOneTakes() {
        float[][] inputs = new float[997][6];
        Randomness randomness = Randomness.of(3, "inputs");
        for (float[] input : inputs) {
            for (int index = 0; index < input.length; index++) {
                input[index] = (float) randomness.nextGaussian();
            }
        }
        Dataset data = Datasets.of(Shape.of(2, 3), inputs, new float[997][1]);
        for (int maxValues : new int[] {1, 600, 5981, 5982, 1 << 24}) {
            for (int groups : new int[] {1, 3}) {
                List<float[]> alone = InputSample.sorted(data, Share.of(data, Workers.alone()), groups, maxValues);
                for (int[] sizes : new int[][] {{498, 499}, {0, 1, 996}, {300, 0, 697}, {250, 250, 250, 247}}) {
                    assertThat(together(data, sizes, groups, maxValues))
                            .allSatisfy(each -> assertThat(each).containsExactlyElementsOf(alone));
                }
            }
        }
    }

    @Test
    void moreValuesThanAreExchangedAtOnceAllArrive() {
        float[][] inputs = new float[30_000][50];
        for (int row = 0; row < inputs.length; row++) {
            for (int index = 0; index < 50; index++) {
                inputs[row][index] = (row * 7919 + index * 31) % 100_003;
            }
        }
        Dataset data = Datasets.of(Shape.of(50), inputs, new float[30_000][1]);
        assertThat(together(data, new int[] {20_000, 10_000}, 1, 1 << 24).get(1).get(0))
                .isEqualTo(sorted(data, 1).get(0));
    }

    @Test
    void allValuesComeInOrderChannelByChannelOrTogether() {
        Dataset data = Datasets.of(Shape.of(2, 2), new float[][] {{4, 10, 3, 40}, {2, 30, 1, 20}}, new float[2][1]);
        assertThat(sorted(data, 2)).containsExactly(new float[] {1, 2, 3, 4}, new float[] {10, 20, 30, 40});
        assertThat(sorted(data, 1)).containsExactly(new float[] {1, 2, 3, 4, 10, 20, 30, 40});
    }

    @Test
    void manyExamplesAreSampledEvenlyWithTheirExtremes() {
        float[][] inputs = new float[1000][1];
        for (int index = 0; index < inputs.length; index++) {
            inputs[index][0] = index;
        }
        inputs[500][0] = -7;
        Dataset data = Datasets.of(Shape.of(1), inputs, new float[1000][1]);
        float[] sorted =
                InputSample.sorted(data, Share.of(data, Workers.alone()), 1, 10).get(0);
        assertThat(sorted).hasSize(12).startsWith(-7, 99, 199).endsWith(999, 999);
    }

    @Test
    void paddingIsLeftOut() {
        List<Example> examples = new ArrayList<>();
        examples.add(Example.of(new float[] {1, 2, 99}, 0f).withLength(2));
        examples.add(Example.of(new float[] {3, 4, 5}, 0f));
        Dataset data = Datasets.of(Shape.of(3, 1), Target.values(1), examples);
        assertThat(sorted(data, 1)).containsExactly(new float[] {1, 2, 3, 4, 5});
    }
}
