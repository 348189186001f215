package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.onnx.graph.Port;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OnnxImportTest {
    /** Conv, batch normalization, flatten, linear: what exported image networks are made of. */
    private static Graphs image() {
        return Graphs.of(-1, 2, 5, 4)
                .weight("conv1.weight", 3, 2, 3, 3)
                .tensor("bn1.weight", new float[] {1, -2, 0.5f}, 3)
                .weight("bn1.bias", 3)
                .weight("bn1.running_mean", 3)
                .tensor("bn1.running_var", new float[] {0.5f, 2, 1}, 3)
                .weight("fc.weight", 4, 18)
                .weight("fc.bias", 4)
                .node("Conv", "/conv1/Conv", "x", "conv1.weight")
                .node(
                        "BatchNormalization",
                        "/bn1/BatchNormalization",
                        "/conv1/Conv",
                        "bn1.weight",
                        "bn1.bias",
                        "bn1.running_mean",
                        "bn1.running_var")
                .node("Flatten", "/Flatten", "/bn1/BatchNormalization")
                .node("Gemm", "/fc/Gemm", List.of("/Flatten", "fc.weight", "fc.bias"), Map.of("transB", whole(1)));
    }

    @Test
    void aReshapeThatTakesExamplesTogetherIsRefusedForThat() {
        assertThatThrownBy(() -> Graphs.of(-1, 5)
                        .longs("pairs", -1, 10)
                        .node("Reshape", "y", List.of("x", "pairs"), Map.of())
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("Reshape 'y' computes across the examples of a batch");
    }

    @Test
    void layersAreCalledAsTheirModulesAndChannelsAreLast() {
        Model model = image().importing().read().model();

        assertThat(model.network().input()).isEqualTo(Shape.of(5, 4, 2));
        assertThat(model.network().nodes().stream().map(Node::title))
                .containsExactly("conv 'conv1'", "batchNorm 'bn1'", "flatten 'Flatten'", "linear 'fc'");
        assertThat(model.tensor("conv1.weight").shape()).isEqualTo(Shape.of(3, 3, 3, 2));
        assertThat(model.sampleCounts("bn1")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(((BatchNorm) model.network().find("bn1").orElseThrow().layer())
                        .settings()
                        .toString())
                .contains("BIASED".toLowerCase(java.util.Locale.ROOT));
    }

    /** The same network with a Reshape, and with a Transpose around a Flatten that undoes nothing. */
    @Test
    void theColumnsBehindAFlattenFollowItsOrder() {
        Imported imported = image().importing().read();
        float[] image = random(2 * 5 * 4);
        float[] direct =
                imported.model().freezeUnfolded().predict(imported.input().toNetwork(image));

        Imported reshaped = Graphs.of(-1, 2, 5, 4)
                .weight("conv1.weight", 3, 2, 3, 3)
                .tensor("bn1.weight", new float[] {1, -2, 0.5f}, 3)
                .weight("bn1.bias", 3)
                .weight("bn1.running_mean", 3)
                .tensor("bn1.running_var", new float[] {0.5f, 2, 1}, 3)
                .weight("fc.weight", 4, 18)
                .weight("fc.bias", 4)
                .longs("rows", 0, 3, 6)
                .longs("flat", -1, 18)
                .node("Conv", "conv", "x", "conv1.weight")
                .node(
                        "BatchNormalization",
                        "bn",
                        "conv",
                        "bn1.weight",
                        "bn1.bias",
                        "bn1.running_mean",
                        "bn1.running_var")
                .node("Reshape", "apart", "bn", "rows")
                .node("Reshape", "together", "apart", "flat")
                .node("Gemm", "fc", List.of("together", "fc.weight", "fc.bias"), Map.of("transB", whole(1)))
                .importing()
                .read();
        assertThat(reshaped.model().freezeUnfolded().predict(reshaped.input().toNetwork(image)))
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(direct);
        assertThat(reshaped.model().network().nodes()).hasSizeGreaterThan(4);
    }

    @Test
    void batchNormalizationFoldsIntoItsConvolution() {
        Predictor predictor = image().importing().read().model().freeze();
        assertThat(predictor.folding().count(FoldReport.Outcome.FOLDED)).isEqualTo(1);
    }

    @Test
    void aProductAndItsSumAreOneLinearLayer() {
        Model model = Graphs.of(-1, 6)
                .weight("w", 6, 3)
                .weight("b", 3)
                .node("MatMul", "product", "x", "w")
                .node("Add", "sum", "b", "product")
                .importing()
                .read()
                .model();
        assertThat(model.network().nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.layer()).isEqualTo(Linear.of(3)));
    }

    @Test
    void anOperatorAcrossTheBatchMakesAllOfTheInputOneExample() {
        Imported imported = Graphs.of(3, 4)
                .node("Softmax", "y", List.of("x"), Map.of("axis", whole(0)))
                .importing()
                .read();
        assertThat(imported.input().batching()).isEqualTo(Port.Batching.NONE);
        assertThat(imported.model().network().input().size()).isEqualTo(12);
        assertThat(imported.remarks())
                .singleElement()
                .asString()
                .isEqualTo("Softmax 'y' computes across the first axis, so one example is all of the input");

        assertThatThrownBy(() -> Graphs.of(-1, 4)
                        .node("Softmax", "y", List.of("x"), Map.of("axis", whole(0)))
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessage(
                        "test.onnx: Softmax 'y' computes across the examples of a batch, so it is not supported for an"
                                + " open number of them. Give the first axis an extent: --extent batch=N, in Java"
                                + " extent(\"batch\", n)");
    }

    @Test
    void trainingModeIsToldForWhatItIs() {
        Imported imported = Graphs.of(-1, 3, 4, 4)
                .weight("bn.weight", 3)
                .weight("bn.bias", 3)
                .weight("bn.running_mean", 3)
                .tensor("bn.running_var", new float[] {1, 2, 3}, 3)
                .node(
                        "BatchNormalization",
                        "bn",
                        List.of("x", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var"),
                        Map.of("training_mode", whole(1)))
                .importing()
                .read();
        assertThat(imported.batchStatistics()).containsExactly("bn");
        assertThat(imported.remarks())
                .singleElement()
                .asString()
                .isEqualTo(
                        "The ONNX file was exported in training mode: the layer 'bn' normalises there by the statistics of"
                                + " each batch, so that one example's output depends on the others. Here it uses the running"
                                + " statistics in the file. Export the network in inference mode, or recalibrate the model, if they"
                                + " were never gathered");
        assertThat(imported.model().provenance().toString()).contains("\"batchStatistics\":[\"bn\"]");
    }

    @Test
    void anUnsupportedOperatorIsNamedWithWhatIsSupported() {
        assertThatThrownBy(() ->
                        Graphs.of(1, 4).node("RNN", "cell", "x").importing().read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessage("test.onnx: RNN 'cell' is not supported: there is no such operator here. Supported ones:"
                        + " formats/README.md, ONNX in");
        assertThatThrownBy(() -> Graphs.of(1, 4)
                        .node("Relu", "y", List.of("x"), Map.of("slope", whole(1)))
                        .importing()
                        .read())
                .hasMessageContaining("Relu 'y' is not supported: its attribute 'slope' is not known");
        assertThatThrownBy(() -> Graphs.of(1, 4)
                        .operatorSet(5)
                        .node("Relu", "y", "x")
                        .importing()
                        .read())
                .hasMessageContaining("Versions 6 to 24 of ONNX's operators are supported, but got 5");
    }

    /** A layer normalization in parts whose epsilon was 1e-8, which 16 bits do not hold. */
    @Test
    void anEpsilonThatBecame0IsRemarked() {
        for (String root : List.of("Sqrt", "Pow")) {
            Graphs graph = Graphs.of(-1, 3, 4)
                    .tensor(TensorProto.of("epsilon", ElementType.FLOAT16, List.of(), new byte[2]))
                    .tensor("half", new float[] {0.5f})
                    .node("Mul", "square", "x", "x")
                    .node(
                            "ReduceMean",
                            "variance",
                            List.of("square"),
                            Map.of("axes", wholes(-1L), "keepdims", whole(1)))
                    .node("Add", "shifted", "variance", "epsilon");
            Graphs whole = root.equals("Sqrt")
                    ? graph.node(root, "deviation", "shifted")
                    : graph.node(root, "deviation", "shifted", "half");
            assertThat(whole.node("Div", "y", "x", "deviation")
                            .importing()
                            .read()
                            .remarks())
                    .singleElement()
                    .asString()
                    .startsWith("Add 'shifted' adds 0 before a square root: an epsilon that was lost in FLOAT16")
                    .endsWith("Export the network in FLOAT, or with a larger epsilon");
        }
    }

    @Test
    void castsToFewerBitsAreRemarkedOnce() {
        for (ElementType type : List.of(ElementType.FLOAT16, ElementType.BFLOAT16)) {
            assertThat(halved(type, "x").importing().read().remarks())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "Cast 'half' makes " + type + " of its input, but here all is computed in FLOAT, without")
                    .endsWith("outputs may differ about as much");
        }
        assertThat(halved(ElementType.FLOAT, "x").importing().read().remarks()).isEmpty();
        assertThat(halved(ElementType.DOUBLE, "x").importing().read().remarks()).isEmpty();
        assertThat(halved(ElementType.FLOAT16, "w").importing().read().remarks())
                .as("weights are rounded")
                .isEmpty();
    }

    @Test
    void castConstantsAreRounded() {
        assertThat(sumWith0(ElementType.FLOAT16)).containsExactly(0.099975586f, 0.19995117f, 0.30004883f, 0.39990234f);
        assertThat(sumWith0(ElementType.BFLOAT16)).containsExactly(0.100097656f, 0.20019531f, 0.30078125f, 0.40039063f);
    }

    private static float[] sumWith0(ElementType type) {
        return halved(type, "w").importing().read().model().freezeUnfolded().predict(new float[4]);
    }

    /** A value in another type, twice, and in {@code FLOAT} again. */
    private static Graphs halved(ElementType type, String value) {
        Map<String, AttributeProto> to = Map.of("to", whole(type.code()));
        return Graphs.of(-1, 4)
                .tensor("w", new float[] {0.1f, 0.2f, 0.3f, 0.4f}, 4)
                .node("Cast", "half", List.of(value), to)
                .node("Cast", "again", List.of("half"), to)
                .node("Cast", "whole", List.of("again"), Map.of("to", whole(1)))
                .node("Add", "y", "x", "whole");
    }

    @Test
    void contradictionsAreTold() {
        assertThatThrownBy(() -> Graphs.of(1, 4)
                        .weight("w", 5, 3)
                        .node("MatMul", "y", "x", "w")
                        .importing()
                        .read())
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("MatMul 'y' needs 4 rows in its second input for its input's [4], but got 5");
        assertThatThrownBy(() -> Graphs.of(1, 2, 5, 5)
                        .weight("w", 3, 1, 3, 3)
                        .node("Conv", "y", "x", "w")
                        .importing()
                        .read())
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("Conv 'y'");
        assertThatThrownBy(() ->
                        Graphs.of(1, -1).node("Relu", "y", "x").importing().read())
                .hasMessage(
                        "test.onnx: The input 'x' [1, batch] leaves axes open. Give axis 1 an extent: --extent batch=N, in"
                                + " Java extent(\"batch\", n)");
        assertThatThrownBy(() -> Graphs.of(1, 4)
                        .node("Relu", "y", "x")
                        .importing()
                        .extent("width", 7)
                        .read())
                .hasMessage("test.onnx: There is no open axis 'width' in the input 'x' [1, 4]. Open axes: none");
        assertThat(Graphs.of(1, -1)
                        .node("Relu", "y", "x")
                        .importing()
                        .extent("batch", 7)
                        .read()
                        .model()
                        .network()
                        .input())
                .isEqualTo(Shape.of(7));
    }

    @Test
    void shapesThatAreComputedAreFollowed() {
        Imported imported = Graphs.of(-1, 2, 3, 2)
                .longs("zero", 0)
                .longs("open", -1)
                .weight("w", 12, 5)
                .node("Shape", "shape", "x")
                .node("Gather", "batch", List.of("shape", "zero"), Map.of("axis", whole(0)))
                .node("Concat", "wanted", List.of("batch", "open"), Map.of("axis", whole(0)))
                .node("Reshape", "flat", "x", "wanted")
                .node("MatMul", "y", "flat", "w")
                .importing()
                .read();
        assertThat(imported.model().network().output()).isEqualTo(Shape.of(5));
    }

    @Test
    void boundInputsAreConstants() {
        Graphs graph = Graphs.of(-1, 3).weight("w", 3).node("Mul", "y", "x", "w");
        Imported imported = graph.importing().read();
        assertThat(imported.model().network().nodes().stream()
                        .map(node -> node.layer().typeName()))
                .containsExactly("constant", "multiply");
        assertThatThrownBy(() -> graph.importing().output("z").read())
                .hasMessage("test.onnx: There is no output 'z'. Outputs: y");
    }

    @Test
    void transposesCostNothingUntilTheyMatter() {
        Imported imported = Graphs.of(-1, 2, 3, 4)
                .weight("w", 2, 5)
                .node("Transpose", "last", List.of("x"), Map.of("perm", wholes(0L, 2L, 3L, 1L)))
                .node("MatMul", "product", "last", "w")
                .node("Transpose", "first", List.of("product"), Map.of("perm", wholes(0L, 3L, 1L, 2L)))
                .node("Relu", "y", "first")
                .importing()
                .read();
        assertThat(imported.output().extents()).containsExactly(5, 3, 4);
        assertThat(imported.model().network().nodes().stream()
                        .map(node -> node.layer().typeName()))
                .containsExactly("transpose", "linear", "relu");
    }

    @Test
    void aLargeConstantIsNotMadeOfASmallFile() {
        assertThatThrownBy(() -> Graphs.of(1, 4)
                        .longs("huge", 1 << 15, 1 << 15)
                        .node("ConstantOfShape", "filled", "huge")
                        .node("Mul", "y", "x", "filled")
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("a constant of more than");
    }

    @Test
    void evaluationTellsWhatAnInputNeeds() {
        Graphs graph = Graphs.of(-1, 3).node("Relu", "y", "x");
        assertThatThrownBy(() -> OnnxEvaluation.of(
                        graph.importing(),
                        Map.of("x", () -> TensorProto.ofFloats("x", List.of(2L), 1, 2)),
                        OnnxEvaluation.Execution.FOLDED))
                .hasMessage("The input 'x' needs examples of 3 values, but got [2]");
    }

    private static float[] random(int length) {
        Random random = new Random(9);
        float[] values = new float[length];
        for (int at = 0; at < length; at++) {
            values[at] = (float) random.nextGaussian();
        }
        return values;
    }
}
