package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.onnx.graph.Port;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where examples lie in a file's values: first, elsewhere, together with another axis, or nowhere. */
class BatchAxesTest {
    private static Graphs statistics(Graphs graph, int channels) {
        float[] variance = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            variance[channel] = 0.5f + channel;
        }
        return graph.weight("bn.weight", channels)
                .weight("bn.bias", channels)
                .weight("bn.mean", channels)
                .tensor("bn.var", variance, channels);
    }

    private static Graphs normalized(Graphs graph, String name, String input, int channels) {
        return statistics(graph, channels)
                .node("BatchNormalization", name, input, "bn.weight", "bn.bias", "bn.mean", "bn.var");
    }

    /** What moves the batch behind everything else, so that nothing stays in place. */
    private static Graphs turned(Graphs graph, String input, Long... order) {
        return graph.node("Transpose", "y", List.of(input), Map.of("perm", wholes(order)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2, 3})
    void aBatchThatMovesIsFollowed(int batch) {
        RuntimeReference.assertAgrees(
                turned(normalized(Graphs.of(batch, 3), "bn", "x", 3), "bn", 1L, 0L)
                        .importing(),
                1,
                2,
                3);
        RuntimeReference.assertAgrees(
                turned(normalized(Graphs.of(batch, 3, 2, 2), "bn", "x", 3), "bn", 1L, 2L, 3L, 0L)
                        .importing(),
                2,
                3);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2, 3})
    void channelsAreTheSecondAxisWhereverTheBatchGoes(int batch) {
        Long[] last = {1L, 2L, 3L, 0L};
        for (Graphs graph : List.of(
                Graphs.of(batch, 3, 4, 4).node("LRN", "t", List.of("x"), Map.of("size", whole(3))),
                Graphs.of(batch, 3, 4, 4).node("GlobalAveragePool", "t", "x"),
                Graphs.of(batch, 3, 4, 4).node("GlobalMaxPool", "t", "x"),
                Graphs.of(batch, 3, 4, 4).node("MaxPool", "t", List.of("x"), Map.of("kernel_shape", wholes(2L, 2L))),
                Graphs.of(batch, 3, 4, 4)
                        .node("AveragePool", "t", List.of("x"), Map.of("kernel_shape", wholes(2L, 3L))),
                Graphs.of(batch, 3, 4, 4).weight("w", 5, 3, 3, 3).node("Conv", "t", "x", "w"),
                Graphs.of(batch, 3, 4, 4).weight("w", 3, 2, 3, 3).node("ConvTranspose", "t", "x", "w"),
                Graphs.of(batch, 3, 4, 4)
                        .weight("s", 3)
                        .weight("b", 3)
                        .node("InstanceNormalization", "t", "x", "s", "b"),
                Graphs.of(batch, 4, 2, 2).node("DepthToSpace", "t", List.of("x"), Map.of("blocksize", whole(2))))) {
            RuntimeReference.assertAgrees(turned(graph, "t", last).importing(), 1, 3);
        }
    }

    /** A softmax over the first axis makes all of the input one example, whose channels still are the second axis. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void channelsAreTheSecondAxisOfAGraphThatIsReadAsAWhole(int batch) {
        for (Graphs graph : List.of(
                normalized(Graphs.of(batch, 3, 4, 4), "t", "x", 3),
                Graphs.of(batch, 3, 4, 4).node("LRN", "t", List.of("x"), Map.of("size", whole(3))),
                Graphs.of(batch, 3, 4, 4).node("GlobalAveragePool", "t", "x"),
                Graphs.of(batch, 3, 4, 4).node("GlobalMaxPool", "t", "x"),
                Graphs.of(batch, 3, 4, 4)
                        .node(
                                "MaxPool",
                                "t",
                                List.of("x"),
                                Map.of("kernel_shape", wholes(2L, 2L), "strides", wholes(2L, 1L))),
                Graphs.of(batch, 3, 4, 4)
                        .node("AveragePool", "t", List.of("x"), Map.of("kernel_shape", wholes(2L, 3L))),
                Graphs.of(batch, 4, 4, 4)
                        .weight("w", 6, 2, 3, 3)
                        .node("Conv", "t", List.of("x", "w"), Map.of("group", whole(2))),
                Graphs.of(batch, 3, 4).weight("w", 6, 3, 3).weight("b", 6).node("Conv", "t", "x", "w", "b"),
                Graphs.of(batch, 3, 4, 4).weight("w", 3, 2, 3, 3).node("ConvTranspose", "t", "x", "w"),
                Graphs.of(batch, 3, 4, 4)
                        .weight("s", 3)
                        .weight("b", 3)
                        .node("InstanceNormalization", "t", "x", "s", "b"),
                Graphs.of(batch, 4, 4, 4)
                        .operatorSet(21)
                        .weight("s", 4)
                        .weight("b", 4)
                        .node("GroupNormalization", "t", List.of("x", "s", "b"), Map.of("num_groups", whole(2))),
                Graphs.of(batch, 4, 2, 2).node("DepthToSpace", "t", List.of("x"), Map.of("blocksize", whole(2))),
                Graphs.of(batch, 1, 4, 4).node("SpaceToDepth", "t", List.of("x"), Map.of("blocksize", whole(2))),
                Graphs.of(batch, 3, 4, 4)
                        .tensor("scales", new float[] {1, 1, 2, 3}, 4)
                        .node("Resize", "t", List.of("x", "", "scales"), Map.of()))) {
            RuntimeReference.assertAgrees(
                    graph.node("Softmax", "y", List.of("t"), Map.of("axis", whole(0)))
                            .importing(),
                    batch);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2, 3})
    void tokensInARowAreExamplesApart(int batch) {
        Graphs graph = Graphs.of(batch, 4, 2)
                .weight("w", 2, 3)
                .longs("rows", -1, 3)
                .longs("back", -1, 4, 3)
                .node("MatMul", "product", "x", "w")
                .node("Reshape", "tokens", "product", "rows");
        Imported imported = normalized(graph, "bn", "tokens", 3)
                .node("Reshape", "y", "bn", "back")
                .importing()
                .read();
        assertThat(imported.input().batching()).isEqualTo(Port.Batching.EXAMPLES);
        assertThat(imported.model().network().input()).isEqualTo(Shape.of(4, 2));
        assertThat(imported.model().network().output()).isEqualTo(Shape.of(4, 3));
        RuntimeReference.assertAgrees(graph.importing(), 1, 2, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2})
    void framesOfAVideoAreImagesApart(int batch) {
        Graphs graph = Graphs.of(batch, 4, 3, 5, 5)
                .longs("frames", -1, 3, 5, 5)
                .longs("back", -1, 4, 2)
                .weight("w", 2, 3, 3, 3)
                .weight("s", 2)
                .weight("b", 2)
                .node("Reshape", "apart", "x", "frames")
                .node("Conv", "conv", List.of("apart", "w"), Map.of("pads", wholes(1L, 1L, 1L, 1L)))
                .node("InstanceNormalization", "in", "conv", "s", "b");
        normalized(graph, "bn", "in", 2)
                .node("MaxPool", "pool", List.of("bn"), Map.of("kernel_shape", wholes(2L, 2L)))
                .node("GlobalAveragePool", "mean", "pool")
                .node("Flatten", "flat", "mean")
                .node("Reshape", "y", "flat", "back");
        RuntimeReference.assertAgrees(graph.importing(), 1, 2);
    }

    @Test
    void clipsOfAVideoAreRefusedForTheirAxes() {
        Graphs graph = Graphs.of(-1, 4, 3, 2, 5, 5)
                .longs("clips", -1, 3, 2, 5, 5)
                .longs("back", -1, 4, 2)
                .weight("w", 2, 3, 2, 5, 5)
                .node("Reshape", "apart", "x", "clips")
                .node("Conv", "conv", "apart", "w")
                .node("Reshape", "y", "conv", "back");
        assertThatThrownBy(() -> graph.importing().read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessage(
                        "test.onnx: Conv 'conv' is not supported: windows move over three axes at most, and here the"
                                + " images of one example, whose batch is more than the network's, take one of them besides the 3"
                                + " behind the channels. Export the part that reads [batch, channels, depth, height, width], so"
                                + " that each of its inputs is one example");
    }

    @Test
    void negativePadsCutPositionsOff() {
        for (Long[] pads : new Long[][] {{0L, 0L, -1L, 1L, 0L, 0L, 0L, -2L}, {0L, -1L, 0L, 0L, 0L, 1L, 2L, 0L}}) {
            RuntimeReference.assertAgrees(
                    Graphs.of(-1, 3, 4, 5)
                            .longs(
                                    "pads",
                                    java.util.Arrays.stream(pads)
                                            .mapToLong(pad -> pad)
                                            .toArray())
                            .node("Pad", "y", "x", "pads")
                            .importing(),
                    1,
                    2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 3})
    void shapesMayBeComputedOfTheBatch(int batch) {
        Graphs graph = Graphs.of(batch, 4, 2)
                .longs("rows", -1, 2)
                .longs("0", 0)
                .longs("1", 1)
                .longs("ax", 0)
                .longs("two", 2)
                .longs("rest", 4, 2)
                .node("Shape", "shape", "x")
                .node("Gather", "n", "shape", "0")
                .node("Gather", "s", "shape", "1")
                .node("Mul", "ns", "n", "s")
                .node("Concat", "flat", List.of("ns", "two"), Map.of("axis", whole(0)))
                .node("Concat", "back", List.of("n", "rest"), Map.of("axis", whole(0)))
                .node("Reshape", "r", "x", "flat");
        normalized(graph, "bn", "r", 2).node("Reshape", "y", "bn", "back");
        RuntimeReference.assertAgrees(graph.importing(), 1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2})
    void flattenMayKeepMoreAxesThanTheBatch(int batch) {
        for (long axis : new long[] {1, 2, -1, -2}) {
            RuntimeReference.assertAgrees(
                    normalized(
                                    Graphs.of(batch, 4, 2, 3)
                                            .node("Flatten", "flat", List.of("x"), Map.of("axis", whole(axis))),
                                    "y",
                                    "flat",
                                    axis == 1 ? 24 : axis == -1 ? 3 : 6)
                            .importing(),
                    1,
                    2,
                    3);
        }
    }

    @Test
    void aBatchInTheMiddleIsToldByThePort() {
        Graphs graph = Graphs.of(-1, 2, 1, 6)
                .weight("w", 2, 5)
                .longs("ax", 2)
                .node("Squeeze", "s", "x", "ax")
                .node("Transpose", "t", List.of("s"), Map.of("perm", wholes(2L, 0L, 1L)))
                .node("MatMul", "y", "t", "w");
        RuntimeReference.assertAgrees(graph.importing(), 1, 2, 3);
    }

    /** Exported with an open batch, but with the example's own batch of 1 in a shape. */
    @Test
    void aShapeThatHoldsOneExampleMakesTheBatchOne() {
        Graphs graph =
                Graphs.of(-1, 2, 2).longs("rows", -1, 2).longs("back", 1, 2, 2).node("Reshape", "r", "x", "rows");
        normalized(graph, "bn", "r", 2).node("Reshape", "y", "bn", "back");
        RuntimeReference.assertAgrees(graph.importing(), 1);
        Imported imported = graph.importing().read();
        assertThat(imported.model().network().input()).isEqualTo(Shape.of(2, 2));
    }

    @Test
    void whatDependsOnTheNumberOfExamplesIsRefused() {
        Graphs graph = Graphs.of(-1, 2)
                .longs("0", 0)
                .node("Shape", "shape", "x")
                .node("Gather", "n", "shape", "0")
                .node("Cast", "share", List.of("n"), Map.of("to", whole(1)))
                .node("Div", "y", "x", "share");
        assertThatThrownBy(() -> graph.importing().read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("Div 'y'", "number of examples");
        RuntimeReference.assertAgrees(graph.importing().extent("batch", 3), 3);
    }
}
