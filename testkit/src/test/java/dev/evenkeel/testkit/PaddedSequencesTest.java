package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.gru;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.lstm;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.rmsNorm;
import static dev.evenkeel.network.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One sequence gives the same bits alone, padded to any length, and in any batch. */
class PaddedSequencesTest {
    private static final int LENGTH = 13;
    private static final int CHANNELS = 3;

    static Stream<IntFunction<Network>> networks() {
        return Stream.of(
                positions -> Network.of(Shape.of(positions, CHANNELS), linear(24), attention(2), linear(5)),
                positions -> Network.of(
                        Shape.of(positions, CHANNELS), linear(24), attention(2).causal(), linear(5)),
                positions -> Network.of(
                        Shape.of(positions, CHANNELS),
                        lstm(19).direction(Recurrent.Direction.BIDIRECTIONAL),
                        lstm(3),
                        linear(5)),
                positions -> Network.of(
                        Shape.of(positions, CHANNELS),
                        gru(19).direction(Recurrent.Direction.BACKWARD),
                        gru(4).reset(Gru.Reset.BEFORE),
                        linear(5)),
                positions -> Transformer.of(2, 2, 8).classifier(Shape.of(positions, CHANNELS), 4),
                positions -> Network.of(
                        Shape.of(positions, CHANNELS),
                        new PositionEmbedding(PositionEmbedding.Kind.LEARNED, 200),
                        linear(8),
                        batchNorm(),
                        relu(),
                        groupNorm(2),
                        linear(8),
                        instanceNorm(),
                        rmsNorm(),
                        globalAveragePool(),
                        linear(3),
                        softmax()),
                positions -> Network.of(
                        Shape.of(positions, CHANNELS),
                        lstm(9).direction(Recurrent.Direction.BIDIRECTIONAL),
                        gru(4),
                        new SequencePool(SequencePool.Kind.LAST)),
                positions -> Network.of(
                        Shape.of(positions, CHANNELS),
                        new PositionEmbedding(PositionEmbedding.Kind.SINUSOIDAL, 200),
                        linear(8),
                        new SequencePool(SequencePool.Kind.MAX)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void paddingChangesNoBit(IntFunction<Network> networks) {
        float[] alone = predictor(networks.apply(LENGTH)).predict(sequence());
        for (int positions : new int[] {14, 29, 64, 65, 130, 200}) {
            Predictor predictor = predictor(networks.apply(positions));
            int size = positions * CHANNELS;
            float[] inputs = new float[3 * size];
            Arrays.fill(inputs, 7f);
            System.arraycopy(sequence(), 0, inputs, size, LENGTH * CHANNELS);
            Mask mask = new Mask(3, positions);
            mask.truncate(1, LENGTH);
            mask.truncate(2, 2);
            int outputs = predictor.output().size();
            float[] all = new float[3 * outputs];
            predictor.predict(inputs, 0, 3, all, 0, mask);
            assertThat(Arrays.copyOfRange(all, outputs, outputs + alone.length)).isEqualTo(alone);
            assertThat(SampleModels.of(networks.apply(positions)).followsLength())
                    .isEqualTo(predictor.output().rank() == 1);
        }
    }

    private static float[] sequence() {
        Randomness randomness = Randomness.of(4, "sequence");
        float[] values = new float[LENGTH * CHANNELS];
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) randomness.nextGaussian();
        }
        return values;
    }

    /** The same weights for any number of positions. */
    private static Predictor predictor(Network network) {
        return SampleModels.of(network).freeze();
    }
}
