package dev.evenkeel.train.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.worker.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many of a worker's examples come in each batch. */
class EpochOrderTest {
    private static List<int[]> batches(Share share, int batchSize, int epoch) {
        EpochOrder order = new EpochOrder(
                new ExampleOrder(new EvenBatches(share.all(), batchSize), SequenceLengths.NONE, 5), share);
        order.begin(epoch);
        List<int[]> batches = new ArrayList<>();
        for (int batch = 0; batch < new EvenBatches(share.all(), batchSize).count(); batch++) {
            batches.add(Arrays.copyOfRange(order.examples(), order.from(batch), order.from(batch + 1)));
        }
        return batches;
    }

    private static Share share(int first, int own, int all) {
        return new Share(Workers.alone(), first, own, all, own, 0);
    }

    private static void assertEachOnce(List<int[]> batches, int own) {
        assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted())
                .containsExactly(IntStream.range(0, own).boxed().toArray(Integer[]::new));
    }

    @Test
    void evenPartsDifferByOneAndHoldEachExampleOnce() {
        for (int own : new int[] {250, 251, 8 * 32, 64}) {
            Share even = share(100, own, 1000).evenly(2);
            List<int[]> batches = batches(even, 32, 0);
            assertEachOnce(batches, own);
            assertThat(batches)
                    .allSatisfy(batch -> assertThat(batch.length - own / 32).isBetween(0, 1));
            assertThat(batches(even, 32, 0)).containsExactlyElementsOf(batches);
            assertThat(batches(even, 32, 1).get(0)).isNotEqualTo(batches.get(0));
        }
        assertThat(batches(share(100, 250, 1000), 32, 0))
                .as("drawn from all, parts differ by chance")
                .anySatisfy(batch -> assertThat(batch.length).isNotIn(7, 8));
    }

    @Test
    void fewExamplesLeaveBatchesWithoutAnyAndNoneWithOne() {
        for (int own : new int[] {0, 2, 3, 31, 63}) {
            List<int[]> batches = batches(share(900, own, 1000).evenly(2), 32, 0);
            assertEachOnce(batches, own);
            assertThat(batches).allSatisfy(batch -> assertThat(batch.length).isIn(0, 2, 3));
        }
        assertEachOnce(batches(share(900, 5, 1000).evenly(1), 32, 0), 5);
    }
}
