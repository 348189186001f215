package dev.evenkeel.audit;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.reshape;
import static dev.evenkeel.network.Layers.rmsNorm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Padding that no mask marks is found in data, and a mask that a layer ends is found in the network. */
class PaddingAuditTest {
    private static final int POSITIONS = 10;
    private static final Shape SEQUENCE = Shape.of(POSITIONS, 2);
    private static final int COUNT = 20;

    @Test
    void zerosAtTheEndWithoutAMaskEnterTheStatistics() {
        Dataset padded = sequences(SEQUENCE, index -> 0, index -> 4 + index % 6, Marked.NO);
        assertThat(found(encoder(batchNorm()), padded))
                .containsExactly(
                        "WARNING batchNorm '1': 17 of 20 sequences end in 2 to 6 positions that are all alike, as"
                                + " padding does, and no mask marks them: 36 % of what its mean and variance are of");
        assertThat(found(encoder(groupNorm(2)), padded)).hasSize(1);
        assertThat(found(encoder(layerNorm().overAllAxes()), padded)).hasSize(1);
        assertThat(found(encoder(layerNorm()), padded)).isEmpty();
        assertThat(found(encoder(rmsNorm()), padded)).isEmpty();
    }

    @Test
    void aMaskOrNoPaddingIsNoFinding() {
        assertThat(found(encoder(batchNorm()), sequences(SEQUENCE, index -> 0, index -> 4 + index % 6, Marked.YES)))
                .isEmpty();
        assertThat(found(encoder(batchNorm()), sequences(SEQUENCE, index -> 0, index -> POSITIONS, Marked.NO)))
                .isEmpty();
    }

    @Test
    void bordersThatAreEmptyAtBothEndsAreNoPadding() {
        Dataset pictures = sequences(SEQUENCE, index -> 2 + index % 2, index -> 7 + index % 2, Marked.NO);
        assertThat(found(encoder(batchNorm()), pictures)).isEmpty();
    }

    @Test
    void rowsOfATableThatAreReadAsSequencesAreLookedAt() {
        Network network = Network.of(
                Shape.of(2 * POSITIONS), reshape(POSITIONS, 2), linear(6), batchNorm(), attention(1), linear(3));
        Dataset table = sequences(Shape.of(2 * POSITIONS), index -> 0, index -> 4 + index % 6, Marked.NO);
        assertThat(found(network, table))
                .singleElement()
                .asString()
                .startsWith("WARNING batchNorm '2': 17 of 20 sequences end in 2 to 6 positions");
    }

    @Test
    void aMaskThatALayerEndsIsFound() {
        Network network = Network.of(SEQUENCE, reshape(2 * POSITIONS, 1), linear(4), batchNorm(), linear(3));
        assertThat(found(network, sequences(SEQUENCE, index -> 0, index -> 4 + index % 6, Marked.YES)))
                .containsExactly(
                        "WARNING batchNorm '2': sequences are padded, but the mask that says so ends at reshape"
                                + " '0': padding enters its mean and variance");
    }

    @Test
    void trainingSaysSoBeforeItBegins() {
        Dataset padded = sequences(SEQUENCE, index -> 0, index -> 4 + index % 6, Marked.NO);
        assertThat(Found.of(Trainer.of(encoder(batchNorm())).audit(padded), "padding-as-data"))
                .hasSize(1);
    }

    private enum Marked {
        YES,
        NO
    }

    private static Network encoder(Layer normalization) {
        return Network.of(
                SEQUENCE, linear(6), normalization, attention(1), new SequencePool(SequencePool.Kind.MEAN), linear(3));
    }

    /** Random values from a start to an end, zeros around them. */
    private static Dataset sequences(Shape shape, IntUnaryOperator start, IntUnaryOperator end, Marked marked) {
        Randomness random = new Randomness(5);
        List<Example> examples = new ArrayList<>();
        for (int index = 0; index < COUNT; index++) {
            float[] values = new float[2 * POSITIONS];
            for (int at = 2 * start.applyAsInt(index); at < 2 * end.applyAsInt(index); at++) {
                values[at] = (float) random.nextGaussian();
            }
            Example example = Example.of(values, index % 3);
            examples.add(marked == Marked.YES ? example.withLength(end.applyAsInt(index)) : example);
        }
        return Datasets.of(shape, Target.classes(3), examples);
    }

    private static List<String> found(Network network, Dataset data) {
        return Found.of(Audit.of(network).on(data), "padding-as-data");
    }
}
