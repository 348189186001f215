package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.attention;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.rearrange.Slice;
import dev.evenkeel.rearrange.Take;
import dev.evenkeel.rearrange.Tile;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.PositionEmbedding;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.spatial.Upsample;
import dev.evenkeel.spatial.ZeroPad;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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

    /** Networks whose layers move positions, and so are bound to a length. */
    static Stream<IntFunction<Network>> moving() {
        return Stream.of(
                positions -> moved(positions, new Slice(0, 2, positions - 2, 1)),
                positions -> moved(positions, new Slice(0, 0, 9, 1)),
                positions -> moved(positions, new Slice(-2, 1, (positions - 1) / 2, 2)),
                positions -> moved(positions, new Take(0, even(positions))),
                positions -> moved(positions, Pad.of(2, 0).value(3)),
                positions -> moved(positions, Pad.of(2, 1).after(0, 0).mode(Pad.Mode.EDGE)),
                positions -> moved(positions, ZeroPad.of(3)),
                positions -> moved(positions, Upsample.of(2)),
                positions -> moved(positions, conv(4, 3).stride(2)));
    }

    private static Network moved(int positions, Layer moving) {
        return Network.of(
                Shape.of(positions, CHANNELS), linear(6), moving, relu(), gru(6), attention(2), globalAveragePool());
    }

    private static List<Integer> even(int positions) {
        return IntStream.range(0, positions)
                .filter(position -> position % 3 == 0)
                .boxed()
                .toList();
    }

    static Stream<Layer> unbounded() {
        return Stream.of(
                new Slice(0, 12, 13, -1),
                new Take(0, List.of(0, -1)),
                new Take(0, List.of(1, 0)),
                new Tile(List.of(2, 1)),
                Pad.of(1, 0).mode(Pad.Mode.EDGE),
                Pad.of(1, 0).mode(Pad.Mode.REFLECT));
    }

    @ParameterizedTest
    @MethodSource("unbounded")
    void whatCannotTellWhereASequenceEndsRefusesPadding(Layer layer) {
        Predictor predictor = predictor(moved(LENGTH, layer));
        float[] outputs = new float[predictor.output().size()];
        Mask mask = new Mask(1, LENGTH);
        predictor.predict(sequence(), 0, 1, outputs, 0, mask);
        mask.truncate(0, 4);
        assertThatThrownBy(() -> predictor.predict(sequence(), 0, 1, outputs, 0, mask))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(layer.typeName() + " ")
                .hasMessageContaining("cannot tell where padded sequences end");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void lengthsAreFollowedWhereNoOutputHasPositions(IntFunction<Network> networks) {
        Network network = networks.apply(LENGTH);
        assertThat(SampleModels.of(network).followsLength())
                .isEqualTo(network.output().rank() == 1);
    }

    static Stream<IntFunction<Network>> all() {
        return Stream.concat(networks(), moving());
    }

    @ParameterizedTest
    @MethodSource("all")
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
