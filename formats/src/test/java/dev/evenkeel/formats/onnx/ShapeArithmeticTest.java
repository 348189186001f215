package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What exporters compute of shapes and constants before the network begins. */
class ShapeArithmeticTest {
    private static final Map<String, AttributeProto> TO_FLOAT = Map.of("to", whole(1));
    private static final Map<String, AttributeProto> TO_BOOL = Map.of("to", whole(9));
    private static final Map<String, AttributeProto> TO_LONG = Map.of("to", whole(7));

    private static Map<String, AttributeProto> filling(long value) {
        return Map.of("value", new AttributeProto.OneTensor(TensorProto.ofLongs("", value)));
    }

    /** PyTorch's {@code expand}: where the wanted extent is -1 it becomes 1, so that the input's own stays. */
    private static Graphs expanded(Graphs graph, String input, String shape) {
        return graph.longs("least", -1)
                .node("Shape", "rank", shape)
                .node("ConstantOfShape", "ones", List.of("rank"), filling(1))
                .node("Mul", "minus", "ones", "least")
                .node("Equal", "same", shape, "minus")
                .node("Where", "to", "same", "ones", shape)
                .node("Expand", "expanded", input, "to");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2})
    void expandIsRead(int batch) {
        RuntimeReference.assertAgrees(
                expanded(Graphs.of(batch, 3, 1).longs("shape", -1, -1, 4), "x", "shape")
                        .node("Relu", "y", "expanded")
                        .importing(),
                1,
                2,
                3);
    }

    /** A class token for each example: its shape has the batch's own extent. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2})
    void aTokenIsExpandedToTheBatch(int batch) {
        Graphs graph = Graphs.of(batch, 3, 4)
                .weight("token", 1, 1, 4)
                .longs("0", 0)
                .longs("rest", -1, -1)
                .node("Shape", "all", "x")
                .node("Gather", "n", "all", "0")
                .node("Concat", "shape", List.of("n", "rest"), Map.of("axis", whole(0)));
        RuntimeReference.assertAgrees(
                expanded(graph, "token", "shape")
                        .node("Concat", "y", List.of("expanded", "x"), Map.of("axis", whole(1)))
                        .importing(),
                1,
                2,
                3);
    }

    /** Positions 0, 1, ... of a range whose end is an extent of the input. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 2})
    void positionsOfARangeAreLookedUp(int batch) {
        Graphs graph = Graphs.of(batch, 3, 4)
                .weight("table", 7, 4)
                .scalar("zero", 0)
                .scalar("one", 1)
                .scalar("at", 1)
                .longs("ax", 0)
                .node("Shape", "all", "x")
                .node("Gather", "t", "all", "at")
                .node("Range", "positions", "zero", "t", "one")
                .node("Gather", "rows", "table", "positions")
                .node("Unsqueeze", "each", "rows", "ax")
                .node("Add", "y", "x", "each");
        RuntimeReference.assertAgrees(graph.importing(), 1, 2, 3);
    }

    @Test
    void theSizeOfAnExampleIsComputed() {
        Graphs graph = Graphs.of(2, 3, 4)
                .scalar("6", 6)
                .longs("ax", 0)
                .longs("minus", -1)
                .node("Size", "all", "x")
                .node("Div", "half", "all", "6")
                .node("Unsqueeze", "last", "half", "ax")
                .node("Concat", "to", List.of("minus", "last"), Map.of("axis", whole(0)))
                .node("Reshape", "r", "x", "to")
                .node("Relu", "y", "r");
        RuntimeReference.assertAgrees(graph.importing(), 2);
    }

    private static Graphs numbers() {
        return Graphs.of(-1, 4)
                .longs("a", 7, -7, 3, 12)
                .longs("b", 3, 3, 3, 12)
                .tensor("f", new float[] {.5f, -2, 3, .25f}, 4)
                .tensor("g", new float[] {.5f, 2, 2, -.25f}, 4);
    }

    private static void assertAgrees(Graphs graph, String result) {
        RuntimeReference.assertAgrees(
                graph.node("Cast", "numbers", List.of(result), TO_FLOAT)
                        .node("Add", "y", "x", "numbers")
                        .importing(),
                1,
                2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"})
    void constantsAreCompared(String operator) {
        assertAgrees(numbers().node(operator, "r", "a", "b"), "r");
        assertAgrees(numbers().node(operator, "r", "f", "g"), "r");
        assertAgrees(numbers().longs("three", 3).node(operator, "r", "a", "three"), "r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"And", "Or", "Xor"})
    void truthValuesAreCombined(String operator) {
        assertAgrees(
                numbers()
                        .node("Less", "p", "a", "b")
                        .node("Greater", "q", "f", "g")
                        .node("Not", "n", "q")
                        .node(operator, "r", "p", "n"),
                "r");
    }

    @Test
    void numbersBecomeTruthValues() {
        assertAgrees(
                numbers()
                        .node("Sub", "d", "a", "b")
                        .node("Cast", "p", List.of("d"), TO_BOOL)
                        .node("Cast", "r", List.of("p"), TO_LONG),
                "r");
        assertAgrees(numbers().node("Cast", "p", List.of("f"), TO_BOOL).node("Where", "r", "p", "f", "g"), "r");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void remaindersHaveTheSignOfEither(long fmod) {
        assertAgrees(numbers().node("Mod", "r", List.of("a", "b"), Map.of("fmod", whole(fmod))), "r");
        if (fmod == 1) {
            assertAgrees(numbers().node("Mod", "r", List.of("f", "g"), Map.of("fmod", whole(fmod))), "r");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin"})
    void listsAreReduced(String operator) {
        for (long keep : new long[] {0, 1}) {
            assertAgrees(
                    numbers().operatorSet(12).node(operator, "r", List.of("a"), Map.of("keepdims", whole(keep))), "r");
        }
    }

    /** Products of extents beyond the whole numbers that a float holds. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2})
    void theProductOfABatchAndItsTokensIsExact(int batch) {
        Graphs graph = Graphs.of(batch, 32, 4)
                .operatorSet(12)
                .longs("0", 0)
                .longs("2", 2)
                .longs("ax", 0)
                .longs("four", 4)
                .node("Shape", "all", "x")
                .node("Slice", "some", "all", "0", "2")
                .node("ReduceProd", "rows", List.of("some"), Map.of("keepdims", whole(1)))
                .node("Concat", "to", List.of("rows", "four"), Map.of("axis", whole(0)))
                .node("Reshape", "flat", "x", "to")
                .weight("w", 4, 3)
                .node("MatMul", "y", "flat", "w");
        RuntimeReference.assertAgrees(graph.importing(), 1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void runningSumsAreComputed(long bits) {
        Map<String, AttributeProto> attributes = Map.of("exclusive", whole(bits & 1), "reverse", whole(bits >> 1));
        assertAgrees(numbers().scalar("0", 0).node("CumSum", "r", List.of("a", "0"), attributes), "r");
        Graphs matrix = Graphs.of(-1, 2, 3)
                .weight("w", 2, 3)
                .scalar("axis", bits & 1)
                .node("CumSum", "r", List.of("w", "axis"), attributes)
                .node("Add", "y", "x", "r");
        RuntimeReference.assertAgrees(matrix.importing(), 1, 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void trianglesAreCutOut(long upper) {
        for (long shift : new long[] {-1, 0, 2}) {
            Graphs graph = Graphs.of(-1, 3, 4)
                    .weight("w", 3, 4)
                    .scalar("k", shift)
                    .node("Trilu", "r", List.of("w", "k"), Map.of("upper", whole(upper)))
                    .node("Add", "y", "x", "r");
            RuntimeReference.assertAgrees(graph.importing(), 1, 2);
        }
    }

    @Test
    void positionsOfWhatIsNotZeroAreListed() {
        Graphs graph = Graphs.of(-1, 4)
                .longs("mask", 0, 1, 0, 1)
                .longs("ax", 0)
                .longs("flat", -1)
                .node("NonZero", "at", "mask")
                .node("Reshape", "list", "at", "flat")
                .node("Gather", "y", List.of("x", "list"), Map.of("axis", whole(1)));
        RuntimeReference.assertAgrees(graph.importing(), 1, 3);
    }

    @Test
    void constantsArePutIntoOthers() {
        Graphs graph = Graphs.of(-1, 4)
                .weight("w", 4, 4)
                .weight("rows", 2, 4)
                .indices("at", ElementType.INT64, List.of(2L, 1L), 3, 1)
                .node("ScatterND", "v", "w", "at", "rows")
                .node("MatMul", "y", "x", "v");
        RuntimeReference.assertAgrees(graph.importing(), 1, 3);
        assertAgrees(
                numbers()
                        .indices("at", ElementType.INT64, List.of(2L, 1L), 3, 0)
                        .longs("new", 100, 200)
                        .node("ScatterND", "r", "a", "at", "new"),
                "r");
    }

    /** A mask that hides later tokens, as {@code torch.triu} and {@code masked_fill} leave it. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2})
    void scoresAreMaskedByConstants(int batch) {
        for (float hidden : new float[] {Float.NEGATIVE_INFINITY, -1e4f}) {
            Graphs graph = Graphs.of(batch, 3, 3)
                    .tensor("fill", new float[] {hidden})
                    .tensor("one", new float[] {1})
                    .longs("square", 3, 3)
                    .scalar("k", 1)
                    .node("Expand", "ones", "one", "square")
                    .node("Trilu", "later", List.of("ones", "k"), Map.of("upper", whole(1)))
                    .node("Cast", "mask", List.of("later"), TO_BOOL)
                    .node("Where", "scores", "mask", "fill", "x")
                    .node("Softmax", "y", "scores");
            RuntimeReference.assertAgrees(graph.importing(), 1, 2);
            RuntimeReference.assertAgrees(
                    graph.node("Not", "seen", "mask")
                            .node("Where", "kept", "seen", "x", "fill")
                            .node("Softmax", "z", "kept")
                            .importing(),
                    1,
                    2);
        }
    }

    @Test
    void masksThatHideARowOrReachNoSoftmaxAreNamed() {
        float less = Float.NEGATIVE_INFINITY;
        Graphs row = Graphs.of(-1, 2, 2)
                .tensor("mask", new float[] {0, less, less, less}, 2, 2)
                .node("Add", "s", "x", "mask")
                .node("Softmax", "y", "s");
        assertThatThrownBy(() -> row.importing().read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("Add 's' is not supported: it hides all positions of a row");
        Graphs bare = Graphs.of(-1, 2, 2)
                .tensor("mask", new float[] {0, less, 0, less}, 2, 2)
                .node("Add", "s", "x", "mask")
                .node("Relu", "y", "s");
        assertThatThrownBy(() -> bare.importing().read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("Add 's' is not supported: it puts -Infinity into values", "Mask with a number");
    }

    @Test
    void aConditionOnTheInputIsNamed() {
        assertThatThrownBy(() -> Graphs.of(-1, 4)
                        .tensor("zero", new float[] {0})
                        .node("Greater", "positive", "x", "zero")
                        .node("Where", "y", "positive", "x", "zero")
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessage(
                        "test.onnx: Greater 'positive' is not supported: its input 'x' depends on the network's input,"
                                + " but only constants are taken there");
    }

    /** What is alike for the two numbers that stand for any, but not for every number. */
    @ParameterizedTest
    @ValueSource(strings = {"Equal", "Less", "Min", "Mod"})
    void whatOnlySomeBatchesMeetIsRefused(String operator) {
        Graphs graph = Graphs.of(-1, 4)
                .longs("0", 0)
                .longs("2", 2)
                .node("Shape", "all", "x")
                .node("Gather", "n", "all", "0")
                .node(operator, "some", "n", "2")
                .node("Cast", "numbers", List.of("some"), TO_FLOAT)
                .node("Add", "y", "x", "numbers");
        assertThatThrownBy(() -> graph.importing().read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining(operator + " 'some'", "depends on the number of examples", "--extent batch=N");
        RuntimeReference.assertAgrees(graph.importing().extent("batch", 1), 1);
        RuntimeReference.assertAgrees(graph.importing().extent("batch", 2), 2);
    }

    /** Padding to a multiple, as window attention does. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 2})
    void padsOfRemaindersAreComputed(int batch) {
        Graphs graph = Graphs.of(batch, 5, 4)
                .longs("1", 1)
                .longs("8", 8)
                .longs("zeros", 0, 0)
                .longs("zero", 0)
                .node("Shape", "all", "x")
                .node("Gather", "t", "all", "1")
                .node("Mod", "over", "t", "8")
                .node("Sub", "rest", "8", "over")
                .node("Mod", "more", "rest", "8")
                .node("Concat", "pads", List.of("zero", "zeros", "zero", "more", "zero"), Map.of("axis", whole(0)))
                .node("Pad", "y", "x", "pads");
        RuntimeReference.assertAgrees(graph.importing(), 1, 3);
    }

    @Test
    void rangesWithoutEndAreRefused() {
        for (String end : List.of("end", "least")) {
            assertThatThrownBy(() -> Graphs.of(-1, 4)
                            .scalar("0", 0)
                            .scalar("step", end.equals("end") ? 1 : 0)
                            .scalar("end", Long.MAX_VALUE)
                            .scalar("least", 5)
                            .node("Range", "r", "0", end, "step")
                            .node("Gather", "y", List.of("x", "r"), Map.of("axis", whole(1)))
                            .importing()
                            .read())
                    .isInstanceOf(OnnxException.class)
                    .hasMessageContaining("Range 'r'");
        }
    }

    @Test
    void tilesOfListsAreComputed() {
        assertAgrees(
                Graphs.of(-1, 4).longs("pair", 1L << 30, 2).longs("times", 2).node("Tile", "r", "pair", "times"), "r");
        RuntimeReference.assertAgrees(
                Graphs.of(-1, 4)
                        .longs("list", 1, 2)
                        .longs("to", 2, 2)
                        .longs("flat", 4)
                        .node("Expand", "e", "list", "to")
                        .node("Reshape", "f", "e", "flat")
                        .node("Cast", "r", List.of("f"), TO_FLOAT)
                        .node("Add", "y", "x", "r")
                        .importing(),
                2);
        RuntimeReference.assertAgrees(
                Graphs.of(-1, 2, 2)
                        .node("Transpose", "t", List.of("x"), Map.of("perm", wholes(0L, 2L, 1L)))
                        .longs("k", 1, 2, 1)
                        .node("Tile", "y", "t", "k")
                        .importing(),
                2);
    }
}
