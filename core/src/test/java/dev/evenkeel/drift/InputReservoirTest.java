package dev.evenkeel.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import org.junit.jupiter.api.Test;

/** A bounded sample of inputs, and the statistics that it gives a model. */
class InputReservoirTest {
    @Test
    void eachExampleIsKeptWithTheSameChance() {
        int runs = 400;
        int[] times = new int[50];
        for (int seed = 0; seed < runs; seed++) {
            InputReservoir reservoir = new InputReservoir(Shape.of(1), 10, seed);
            for (int example = 0; example < times.length; example++) {
                reservoir.offer(new float[] {-1, example}, 1, 1);
            }
            Dataset kept = reservoir.dataset();
            assertThat(kept.size()).isEqualTo(10);
            assertThat(reservoir.offered()).isEqualTo(50);
            kept.forEachBatch(10, batch -> {
                for (int row = 0; row < batch.examples(); row++) {
                    times[(int) batch.inputs()[row]]++;
                }
            });
        }
        // Binomial(400, 1/5): mean 80, deviation 8
        for (int count : times) {
            assertThat(count).isBetween(45, 115);
        }
    }

    @Test
    void paddingIsKept() {
        InputReservoir reservoir = new InputReservoir(Shape.of(3, 1), 4, 1);
        Mask mask = new Mask(2, 3);
        mask.truncate(1, 2);
        reservoir.offer(new float[] {1, 2, 3, 4, 5, 6}, 0, 2, mask);
        Dataset kept = reservoir.dataset();
        Batch batch = new Batch(2, kept.inputShape(), kept.target());
        batch.fill(kept, new int[] {0, 1}, 0, 2);
        assertThat(batch.inputs()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(batch.mask().length(0)).isEqualTo(3);
        assertThat(batch.mask().length(1)).isEqualTo(2);
    }

    @Test
    void aModelIsRecalibratedOnIt() {
        Model model = DriftMonitorTest.model(Network.of(Shape.of(1), Layers.batchNorm(), Layers.linear(1)));
        InputReservoir reservoir = new InputReservoir(Shape.of(1), 100, 1);
        reservoir.offer(new float[] {1, 3}, 0, 2);
        Model recalibrated = model.recalibrate(reservoir.dataset());
        assertThat((double) recalibrated.tensor("0.running_mean").at(0)).isCloseTo(2, within(1e-6));
    }
}
