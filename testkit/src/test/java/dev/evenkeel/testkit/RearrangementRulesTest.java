package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.embedding;
import static dev.evenkeel.network.Layers.expand;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.pad;
import static dev.evenkeel.network.Layers.reshape;
import static dev.evenkeel.network.Layers.slice;
import static dev.evenkeel.network.Layers.take;
import static dev.evenkeel.network.Layers.tile;
import static dev.evenkeel.network.Layers.transpose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.Json;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.Embedding;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What no single batch shows: shapes, words, padded positions, hostile settings, and what is no index. */
class RearrangementRulesTest {
    private static final Shape IMAGE = Shape.of(7, 10, 4);

    static Stream<Arguments> outputs() {
        return Stream.of(
                Arguments.of(reshape(14, 20), Shape.of(14, 20)),
                Arguments.of(transpose(2, 0, 1), Shape.of(4, 7, 10)),
                Arguments.of(slice(1, 9, 4).step(-3), Shape.of(7, 4, 4)),
                Arguments.of(take(-1, 0, 3, 3, 3, -4), Shape.of(7, 10, 5)),
                Arguments.of(pad(1, 0, 2).after(3, 2, 1), Shape.of(11, 12, 7)),
                Arguments.of(expand(3, 7, 10, 4), Shape.of(3, 7, 10, 4)),
                Arguments.of(tile(1, 2, 3), Shape.of(7, 20, 12)),
                Arguments.of(embedding(5, 6), Shape.of(7, 10, 4, 6)));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void anOutputHasTheShapeThatNumPyGivesIt(Layer layer, Shape output) {
        assertThat(layer.outputShape(List.of(IMAGE))).isEqualTo(output);
    }

    static Stream<Arguments> moves() {
        return Stream.of(
                Arguments.of(transpose(1, 0), new float[] {0, 3, 1, 4, 2, 5}),
                Arguments.of(slice(1, 2, 2).step(-2), new float[] {2, 0, 5, 3}),
                Arguments.of(take(0, 1, 0, 1), new float[] {3, 4, 5, 0, 1, 2, 3, 4, 5}),
                Arguments.of(pad(0, 1).value(9), new float[] {9, 0, 1, 2, 9, 9, 3, 4, 5, 9}),
                Arguments.of(
                        pad(0, 2).after(0, 1).mode(Pad.Mode.EDGE), new float[] {0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 5, 5}),
                Arguments.of(
                        pad(0, 3).after(0, 0).mode(Pad.Mode.REFLECT), new float[] {1, 2, 1, 0, 1, 2, 4, 5, 4, 3, 4, 5}),
                Arguments.of(pad(0, 1).mode(Pad.Mode.WRAP), new float[] {2, 0, 1, 2, 0, 5, 3, 4, 5, 3}),
                Arguments.of(expand(2, 2, 3), new float[] {0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5}),
                Arguments.of(tile(1, 2), new float[] {0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5}));
    }

    @ParameterizedTest
    @MethodSource("moves")
    void valuesMoveAsNumPyMovesThem(Layer layer, float[] moved) {
        Predictor predictor = SampleModels.of(Network.of(Shape.of(2, 3), layer)).freeze();
        assertThat(predictor.predict(new float[] {0, 1, 2, 3, 4, 5})).isEqualTo(moved);
    }

    static Stream<Arguments> tooLarge() {
        int most = Integer.MAX_VALUE;
        return Stream.of(
                Arguments.of(pad(most, 0, 0)),
                Arguments.of(pad(most - 7, 0, 0)),
                Arguments.of(pad(0, 0, 0).after(most, most, most).mode(Pad.Mode.WRAP)),
                Arguments.of(tile(most, 1, 1)),
                Arguments.of(tile(65_536, 65_536, 65_536)),
                Arguments.of(slice(0, 0, most).step(most)),
                Arguments.of(slice(0, most, 1)),
                Arguments.of(slice(most, 0, 1)),
                Arguments.of(slice(Integer.MIN_VALUE, 0, 1)),
                Arguments.of(slice(0, 6, most).step(Integer.MIN_VALUE)),
                Arguments.of(take(most, 0)),
                Arguments.of(take(0, Integer.MIN_VALUE)),
                Arguments.of(expand(most)),
                Arguments.of(embedding(1, most)));
    }

    @ParameterizedTest
    @MethodSource("tooLarge")
    void whatNoArrayCouldHoldIsRefusedInWords(Layer layer) {
        assertThatThrownBy(() -> Network.of(IMAGE, layer))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(layer.typeName() + " '0' ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "reshape | [2, 0] | reshape needs extents of 1 or more, but got [2, 0]",
                "reshape | [2147483647, 2147483647] | holds more than 2^31 - 1 values",
                "reshape | [2, 1.5] | layers[1].reshape.shape: [1]: needed a whole number",
                "transpose | [0, 0] | transpose needs every axis of an example once, counted from 0, but got [0, 0]",
                "transpose | [1, 2] | every axis",
                "transpose | {} | layers[1].transpose: needs the setting 'order', but it is missing",
                "slice | {\"axis\": 0, \"start\": 0, \"length\": 2, \"step\": 0} | step other than 0",
                "slice | {\"axis\": 0, \"start\": -1, \"length\": 2} | start of 0 or more",
                "slice | 2 | layers[1].slice: needs the setting 'axis', but it is missing",
                "take | {\"axis\": 0, \"indices\": []} | take needs one index or more",
                "pad | [-1, 0] | pad needs 0 positions or more before and behind each axis, but got [-1, 0]",
                "pad | {\"before\": [1, 1], \"after\": [1]} | but got [1, 1] and [1]",
                "pad | {\"before\": [1], \"mode\": \"edge\", \"value\": 1} | none, but got 1.0 for mode edge",
                "pad | {\"before\": [1], \"mode\": \"reflecting\"} | did you mean 'reflect'?",
                "expand | [0] | expand needs extents of 1 or more",
                "tile | [1, 0] | tile needs 1 time or more for each axis, but got [1, 0]",
                "embedding | {\"entries\": 0, \"features\": 2} | embedding needs 1 to 2^24 entries",
                "embedding | {\"entries\": 16777217, \"features\": 1} | embedding needs 1 to 2^24 entries",
                "embedding | {\"entries\": 65536, \"features\": 65536} | at most 2^31 - 1 weights",
            })
    void aWrongSettingIsNamedWithItsPlace(String word, String settings, String message) {
        assertThatThrownBy(() -> LayerRegistry.standard().read("layers[1]", word, Json.parse(settings)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shortWordsStandForUsualSettings() {
        LayerRegistry words = LayerRegistry.standard();
        assertThat(words.read("x", "tile", Json.parse("3"))).isEqualTo(tile(3));
        assertThat(words.read("x", "pad", Json.parse("[1, 2]"))).isEqualTo(pad(1, 2));
        assertThat(words.read("x", "slice", Json.parse("{\"axis\": 1, \"start\": 2, \"length\": 3}")))
                .isEqualTo(slice(1, 2, 3));
    }

    static Stream<Arguments> masks() {
        return Stream.of(
                Arguments.of(transpose(1, 0), true),
                Arguments.of(reshape(2, 8), true),
                Arguments.of(slice(1, 0, 2), false),
                Arguments.of(take(1, 3, 1), false),
                Arguments.of(pad(0, 2).mode(Pad.Mode.WRAP), false),
                Arguments.of(expand(1, 4, 4), false),
                Arguments.of(reshape(2, 2, 4), false));
    }

    /** Padded positions change what a group normalization behind the layer computes, if they are still padded there. */
    @ParameterizedTest
    @MethodSource("masks")
    void positionsThatMovedAreNoLongerPadding(Layer layer, boolean dropped) {
        Network network = Network.of(Shape.of(4, 4), layer, groupNorm(1));
        Mask mask = new Mask(1, 4);
        mask.truncate(0, 3);
        float[] x = SampleModels.gaussian("x", Shape.of(4, 4));
        Arrays.fill(x, 12, 16, 0f);
        float[] masked = new float[network.output().size()];
        Predictor predictor = SampleModels.of(network).freeze();
        predictor.predict(x, 0, 1, masked, 0, mask);
        assertThat(Arrays.equals(masked, predictor.predict(x))).isEqualTo(dropped);
        Compute compute = new Compute(ScalarKernels.kernels(), Team.alone());
        TrainingProgram program = Compiler.compile(network, 1, compute, 3, name -> TrainingMode.TRAIN);
        program.input().mask().copyFrom(mask, 1);
        assertThat(program.output().mask().isComplete()).isEqualTo(dropped);
    }

    @ParameterizedTest
    @CsvSource({
        "5, FROM_END",
        "-6, FROM_END",
        "1.5, FROM_END",
        "NaN, FROM_END",
        "Infinity, FROM_END",
        "3e9, FROM_END",
        "5, REFUSED",
        "-1, REFUSED",
        "-0.5, REFUSED",
        "NaN, REFUSED"
    })
    void whatIsNoIndexOfAnEntryIsRefusedByName(float index, Embedding.Negative negative) {
        boolean fromEnd = negative == Embedding.Negative.FROM_END;
        Embedding layer = fromEnd ? new Embedding(5, 2).countingFromEnd() : new Embedding(5, 2);
        Network network = Network.builder(Shape.of(3)).add("words", layer).build();
        String message = "embedding 'words' needs whole numbers from 0 to 4 as indices"
                + (fromEnd ? ", or from -5 to -1 counted from the end" : "") + ", but got " + index;
        float[] x = {4, fromEnd ? -5 : 0, index};
        Predictor predictor = SampleModels.of(network).freeze();
        assertThatThrownBy(() -> predictor.predict(x))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(message);
        Compute compute = new Compute(ScalarKernels.kernels(), Team.alone());
        TrainingProgram program = Compiler.compile(network, 1, compute, 3, name -> TrainingMode.TRAIN);
        System.arraycopy(x, 0, program.input().values(), 0, 3);
        assertThatThrownBy(() -> program.forward(1, 0, Step.Purpose.LEARN))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(message);
        x[2] = 0;
        assertThat(predictor.predict(x)).hasSize(6).doesNotContain(Float.NaN);
    }

    @Test
    void anEmbeddingIsDrawnFromTheStandardNormal() {
        Parameter weight = embedding(200, 50).parameters(List.of(IMAGE)).get(0);
        float[] values = new float[weight.shape().size()];
        weight.initializer().fill(values, Randomness.of(3, "initial"));
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        assertThat(weight.shape()).isEqualTo(Shape.of(200, 50));
        assertThat(sum / values.length).isCloseTo(0, within(0.03));
        assertThat(squares / values.length).isCloseTo(1, within(0.05));
    }

    @Test
    void channelsThatAReshapeMixesAreNotFoldedAcrossIt() {
        Shape input = Shape.of(4, 6);
        for (Shape between : List.of(Shape.of(3, 8), Shape.of(8, 3), Shape.of(2, 12), Shape.of(2, 2, 6))) {
            Network network =
                    Network.of(input, linear(6), batchNorm(), reshape(between.toArray()), linear(5), batchNorm());
            Network behind = Network.of(input, batchNorm(), reshape(between.toArray()), batchNorm(), linear(5));
            for (Network one : List.of(network, behind)) {
                float[] x = SampleModels.gaussian("x", input);
                float[] plain = SampleModels.of(one).freezeUnfolded().predict(x);
                float[] folded = SampleModels.of(one).freeze().predict(x);
                for (int at = 0; at < plain.length; at++) {
                    assertThat(folded[at]).as("%s at %d", between, at).isCloseTo(plain[at], within(1e-4f));
                }
            }
        }
    }
}
