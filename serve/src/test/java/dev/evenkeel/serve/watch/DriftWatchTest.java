package dev.evenkeel.serve.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.serve.SmallModels;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DriftWatchTest {
    private static final Served POINTS = new Served("points", "");
    private final DriftWatch watch = new DriftWatch();

    @Test
    void inputsThatMovedAreCalledDrift() {
        Model model = SmallModels.points(1);
        BatchObserver observer = watch.batches(POINTS, model);
        assertThat(only().verdict()).isEqualTo(Verdict.TOO_FEW_TO_TELL);
        observe(observer, 100);
        DriftReport drift = only();
        assertThat(drift.verdict()).isEqualTo(Verdict.DRIFTING);
        assertThat(drift.examples()).isEqualTo(256);
        assertThat(drift.layers()).anySatisfy(layer -> assertThat(layer.shift()).isGreaterThan(1));
    }

    @Test
    void aModelThatTakesTheOthersPlaceBeginsAnew() {
        observe(watch.batches(POINTS, SmallModels.points(1)), 100);
        BatchObserver unused = watch.batches(POINTS, SmallModels.points(2));
        assertThat(only().examples()).isZero();
        watch.retain(Set.of());
        assertThat(watch.drift()).isEmpty();
    }

    @Test
    void aModelWithoutStatisticsIsNotWatched() {
        Model model = SmallModels.classes(
                Network.of(Shape.of(2), Layers.linear(4), Layers.layerNorm(), Layers.relu(), Layers.linear(3)), 1);
        BatchObserver observer = watch.batches(POINTS, model);
        observe(observer, 100);
        assertThat(watch.drift()).isEmpty();
    }

    private DriftReport only() {
        assertThat(watch.drift()).containsOnlyKeys(POINTS);
        return watch.drift().get(POINTS);
    }

    private static void observe(BatchObserver observer, float offset) {
        Randomness randomness = Randomness.of(1, "points");
        for (int batch = 0; batch < 128; batch++) {
            float[] inputs = new float[2 * 256];
            for (int index = 0; index < inputs.length; index++) {
                inputs[index] = offset + (float) randomness.nextGaussian();
            }
            observer.computed(List.of(new Examples(inputs, 256, new Mask(256, 1))), 0);
        }
    }
}
