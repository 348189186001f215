package dev.evenkeel.formats.weights;

import static dev.evenkeel.network.Layers.batchNorm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.audit.Audit;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts of batches that files have beside statistics which they cannot be true of, as where these were set by hand. */
class CountedBatchesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void noBatchesBehindRealStatisticsAreUnknown() {
        LoadedWeights loaded = read(batchNorm(), 0, new float[] {0, 0}, new float[] {1, 0.25f});

        assertThat(loaded.model().sampleCounts("bn")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(loaded.report().remarks())
                .containsExactly("num_batches_tracked is 0 for batchNorm 'bn', but running statistics other than mean 0"
                        + " and variance 1 were gathered somewhere: how many batches stand behind them is unknown");
        assertThatCode(() -> loaded.model().freeze()).doesNotThrowAnyException();
    }

    @Test
    void initialStatisticsOfNoBatchesAreNotFrozen() {
        LoadedWeights loaded = read(batchNorm(), 0, new float[] {0, 0}, new float[] {1, 1});

        assertThat(loaded.report().remarks()).isEmpty();
        assertThatThrownBy(() -> loaded.model().freeze())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("its running statistics still hold their initial values, as no batch was seen");
    }

    @Test
    void aVarianceThatSoFewBatchesCannotGiveDisprovesTheirCount() {
        LoadedWeights loaded = read(batchNorm(), 5, new float[] {3, 0}, new float[] {0.002f, 1});

        assertThat(loaded.model().sampleCounts("bn")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(loaded.report().remarks())
                .containsExactly("num_batches_tracked is 5 for batchNorm 'bn', but after 5 batches with newBatchWeight"
                        + " 0.1 no running variance could be below 0.59, as some are: the count or that weight is not"
                        + " the one of these statistics, and how many batches stand behind them is unknown");
        assertThat(Audit.of(loaded.model()).findings())
                .noneMatch(finding -> finding.rule().id().equals("initial-values"));
    }

    @Test
    void aVarianceThatSoManyBatchesCanGiveProvesNothing() {
        assertThat(counted(read(batchNorm(), 5, new float[] {3, 0}, new float[] {0.6f, 1})))
                .isEqualTo(5);
        assertThat(counted(read(batchNorm(), 500, new float[] {3, 0}, new float[] {0, 1e-30f})))
                .isEqualTo(500);
        assertThat(counted(read(batchNorm().cumulative(), 5, new float[] {3, 0}, new float[] {0.002f, 1})))
                .isEqualTo(5);
        assertThat(counted(read(batchNorm().newBatchWeight(0.9f), 5, new float[] {3, 0}, new float[] {0.002f, 1})))
                .isEqualTo(5);
    }

    @Test
    void initialStatisticsAfterBatchesAreUnknownAndLookUntrained() {
        LoadedWeights loaded = read(batchNorm(), 469, new float[] {0, 0}, new float[] {1, 1});

        assertThat(loaded.model().sampleCounts("bn")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(loaded.report().remarks())
                .containsExactly("num_batches_tracked is 469 for batchNorm 'bn', but the running statistics are mean 0"
                        + " and variance 1, as before any batch: how many batches stand behind them is unknown");
        assertThat(Audit.of(loaded.model()).findings())
                .anyMatch(finding -> finding.toString()
                        .startsWith("warning: batchNorm 'bn': what stands behind its running statistics is unknown, and"
                                + " they are mean 0 and variance 1 in every channel, as before any batch"));
    }

    @Test
    void aSmallCountOfAFileSaysWhatFollowsOnlyIfItsStatisticsBeganAsInitial() {
        LoadedWeights loaded = read(batchNorm(), 10, new float[] {3, 0}, new float[] {0.6f, 1});

        assertThat(counted(loaded)).isEqualTo(10);
        assertThat(Audit.of(loaded.model()).findings().stream()
                        .filter(finding -> finding.rule().id().equals("initial-values"))
                        .map(Object::toString))
                .singleElement()
                .asString()
                .startsWith(
                        "note: batchNorm 'bn': 35 % of its running statistics are still their initial values, if they"
                                + " began as mean 0 and variance 1 with the 10 batches that its file counts: that moves the mean"
                                + " of 1 of 2 channels");
    }

    @Test
    void layersOfOneKindAreToldTogether() {
        Written file = new Written(folder.resolve("many.safetensors"));
        Network.Builder network = Network.builder(Shape.of(2));
        for (int layer = 0; layer < 60; layer++) {
            String name = "bn" + layer;
            network.add(name, batchNorm());
            add(file, name, 0, new float[] {1, 2}, new float[] {1, 2});
        }
        assertThat(PyTorch.open(file.file()).read(network.build()).report().remarks())
                .singleElement()
                .asString()
                .startsWith(
                        "num_batches_tracked is 0 for batchNorm 'bn0', batchNorm 'bn1', batchNorm 'bn2' and 57 more,"
                                + " but");
    }

    private static long counted(LoadedWeights loaded) {
        assertThat(loaded.report().remarks()).isEmpty();
        return loaded.model().sampleCounts("bn").batches().orElse(-1);
    }

    private LoadedWeights read(BatchNorm layer, long batches, float[] means, float[] variances) {
        Written file = new Written(folder.resolve("weights.safetensors"));
        add(file, "bn", batches, means, variances);
        return PyTorch.open(file.file())
                .read(Network.builder(Shape.of(2)).add("bn", layer).build());
    }

    private static void add(Written file, String name, long batches, float[] means, float[] variances) {
        file.add(name + ".weight", 2);
        file.add(name + ".bias", 2);
        file.writer()
                .floats(name + ".running_mean", means, 2)
                .floats(name + ".running_var", variances, 2)
                .longs(name + ".num_batches_tracked", new long[] {batches});
    }
}
