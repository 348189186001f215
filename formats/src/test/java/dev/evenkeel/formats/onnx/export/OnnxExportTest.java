package dev.evenkeel.formats.onnx.export;

import static dev.evenkeel.network.Layers.adaptiveAveragePool;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.file.ValueProto.Extent;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.schema.OnnxCheck;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.TargetScaling;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.setting.CellNormalization;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportTest {
    private static final Network CNN = Network.of(
            Shape.of(12, 10, 3),
            conv(6, 3).same().withoutBias(),
            batchNorm(),
            relu(),
            maxPool(2),
            flatten(),
            batchNorm(),
            linear(4));

    @Test
    void imagesComeChannelsFirstAndTheBatchIsFree() {
        GraphProto graph = OnnxExport.of(SampleModel.of(CNN)).toProto().graph();
        assertThat(graph.inputs()).singleElement().satisfies(input -> {
            assertThat(input.name()).isEqualTo("input");
            assertThat(input.extents())
                    .contains(List.of(Extent.named("batch"), Extent.of(3), Extent.of(12), Extent.of(10)));
        });
        assertThat(graph.outputs()).singleElement().satisfies(output -> {
            assertThat(output.name()).isEqualTo("output");
            assertThat(output.extents()).contains(List.of(Extent.named("batch"), Extent.of(4)));
        });
    }

    @Test
    void sequencesKeepTheirOrder() {
        Network network = Network.of(Shape.of(5, 6), linear(4), relu());
        GraphProto graph = OnnxExport.of(SampleModel.of(network)).toProto().graph();
        assertThat(graph.inputs().get(0).extents())
                .contains(List.of(Extent.named("batch"), Extent.of(5), Extent.of(6)));
        assertThat(graph.outputs().get(0).extents())
                .contains(List.of(Extent.named("batch"), Extent.of(5), Extent.of(4)));
    }

    @Test
    void nodesAreNamedAsLayersAndNothingIsTransposedWhereWeightsCanMoveInstead() {
        GraphProto graph = OnnxExport.of(SampleModel.of(CNN)).toProto().graph();
        assertThat(graph.nodes())
                .extracting(node -> node.operator() + " " + node.name())
                .containsExactly(
                        "Conv 0",
                        "BatchNormalization 1",
                        "Relu 2",
                        "MaxPool 3",
                        "Flatten 4",
                        "BatchNormalization 5",
                        "Gemm 6");
    }

    @Test
    void constantsAreNamedAsTensorsAndKeepTheirBits() {
        Model model = SampleModel.of(ResNet.of(20).network(Shape.of(8, 8, 3), 5));
        GraphProto graph = OnnxExport.of(model).toProto().graph();
        assertThat(graph.initializers())
                .extracting(TensorProto::name)
                .containsAll(model.tensors().keySet());
        TensorProto gamma = find(graph, "layer1.0.bn1.weight");
        assertThat(gamma.floats()).isEqualTo(model.tensor("layer1.0.bn1.weight").toArray());
        TensorProto weight = find(graph, "layer2.0.conv1.weight");
        assertThat(weight.extents()).containsExactly(32L, 16L, 3L, 3L);
        Tensor ours = model.tensor("layer2.0.conv1.weight");
        assertThat(weight.floats()[(5 * 16 + 7) * 9 + 2 * 3 + 1]).isEqualTo(ours.at(((5 * 3 + 2) * 3 + 1) * 16 + 7));
    }

    @Test
    void aFoldedExportHasNoNormalizationLeftToCompute() {
        GraphProto graph = OnnxExport.of(SampleModel.of(CNN)).folded().toProto().graph();
        assertThat(graph.nodes())
                .extracting(node -> node.operator() + " " + node.name())
                .containsExactly("Conv 0", "Relu 0/relu", "MaxPool 3", "Flatten 3/flat", "Gemm 6");
    }

    @Test
    void theFileSaysWhoWroteItAndInWhichVersions() {
        ModelProto model = OnnxExport.of(SampleModel.of(CNN)).toProto();
        assertThat(model.producer()).isEqualTo("evenkeel " + Version.CURRENT);
        assertThat(model.irVersion()).isEqualTo(8);
        assertThat(model.operatorSets()).containsExactly(new ModelProto.OperatorSet("", 17));
        ModelProto newer = OnnxExport.of(SampleModel.of(CNN)).opset(23).toProto();
        assertThat(newer.irVersion()).isEqualTo(11);
        assertThat(newer.operatorSets()).containsExactly(new ModelProto.OperatorSet("", 23));
    }

    @Test
    void theMetadataHoldWhatOnnxHasNoPlaceFor() {
        Map<String, String> metadata =
                OnnxExport.of(SampleModel.of(CNN)).toProto().metadata();
        assertThat(metadata)
                .containsKeys("evenkeel.network", "evenkeel.evidence", "evenkeel.provenance")
                .containsEntry("evenkeel.output", "{\"link\":\"softmax\",\"labels\":[\"cat\",\"dog\"]}")
                .containsEntry("evenkeel.attachment.note", "made for a test");
        assertThat(OnnxExport.of(SampleModel.of(CNN)).folded().toProto().metadata())
                .containsKey("evenkeel.output")
                .doesNotContainKeys("evenkeel.network", "evenkeel.evidence");
    }

    @Test
    void whatIsWrittenIsReadAgain(@TempDir Path folder) {
        OnnxExport export = OnnxExport.of(SampleModel.of(CNN)).opset(21);
        export.write(folder.resolve("model.onnx"));
        assertThat(OnnxFile.read(folder.resolve("model.onnx"))).isEqualTo(export.toProto());
    }

    @Test
    void targetsAreScaledBack() {
        Model model = scaled();
        float[] examples = SampleModel.gaussian("examples", 4 * 6, 1);
        for (ModelProto exported : List.of(
                OnnxExport.of(model).toProto(), OnnxExport.of(model).folded().toProto())) {
            assertThat(OnnxCheck.problems(exported)).isEmpty();
            Predictor predictor = model.freeze();
            float[] expected = new float[4 * 2];
            predictor.predict(examples, 4, expected);
            float[] outputs = LiveRuntime.run(exported, predictor.input(), predictor.output(), examples);
            for (int index = 0; index < expected.length; index++) {
                assertThat(outputs[index]).isCloseTo(expected[index], within(0.01f));
            }
        }
    }

    static Model scaled() {
        Model plain = SampleModel.of(Network.of(Shape.of(6), standardize(), linear(2), relu()));
        TargetScaling scaling = new TargetScaling(Tensor.of(Shape.of(2), 10, -700), Tensor.of(Shape.of(2), 3, 0.25f));
        return new Model(
                plain.network(),
                plain.tensors(),
                Map.of("0", SampleCounts.of(1, 10)),
                new Model.Output(OutputActivation.IDENTITY, List.of(), Optional.of(scaling)),
                JsonObject.of(),
                Map.of());
    }

    @Test
    void aLayerOfOnesOwnIsRefusedByName() {
        Model model = SampleModel.of(Network.of(Shape.of(6), linear(3), new Doubled()));
        assertThatThrownBy(() -> OnnxExport.of(model).toProto())
                .isInstanceOf(OnnxException.class)
                .hasMessage(
                        "doubled '1' cannot be written to ONNX: only this library's own layers have operators there."
                                + " Put layers of this library in its place");
    }

    @Test
    void regionsOfDifferentSizesAreRefused() {
        Model model = SampleModel.of(Network.of(Shape.of(7, 6, 2), adaptiveAveragePool(3, 2)));
        assertThatThrownBy(() -> OnnxExport.of(model).toProto())
                .isInstanceOf(OnnxException.class)
                .hasMessageStartingWith("adaptivePool '0' cannot be written to ONNX: its 3 x 2 regions of the input"
                        + " [7, 6, 2] differ in size");
    }

    @Test
    void statisticsThatWereNeverGatheredAreRefused() {
        Model model = SampleModel.of(CNN).with(Map.of(), Map.of("1", SampleCounts.NONE));
        assertThatThrownBy(() -> OnnxExport.of(model).toProto())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("batchNorm '1' cannot be frozen");
    }

    @Test
    void otherVersionsOfTheOperatorsAreRefused() {
        OnnxExport export = OnnxExport.of(SampleModel.of(CNN));
        assertThatThrownBy(() -> export.opset(16))
                .isInstanceOf(OnnxException.class)
                .hasMessage("An export needs a version of the operators from 17 to 23, but got opset 16");
        assertThatThrownBy(() -> export.opset(24)).isInstanceOf(OnnxException.class);
    }

    @Test
    void theCheckFindsWhatTheSchemaDoesNotKnow() {
        ModelProto model = OnnxExport.of(SampleModel.of(CNN)).toProto();
        assertThat(OnnxCheck.problems(with(model, "Conv", Map.of("stride", new AttributeProto.Wholes(List.of(1L))))))
                .singleElement()
                .asString()
                .startsWith("Conv '0' has no attribute 'stride' in opset 17 (known: auto_pad, dilations");
        assertThat(OnnxCheck.problems(with(model, "Conv", Map.of("group", new AttributeProto.Real(1)))))
                .singleElement()
                .asString()
                .startsWith("Conv '0' needs WHOLE for its attribute 'group'");
        assertThat(OnnxCheck.problems(with(model, "MaxPool", Map.of())))
                .containsExactly("MaxPool '3' needs the attribute 'kernel_shape', but it is missing");
        ModelProto older = new ModelProto(8, "", List.of(new ModelProto.OperatorSet("", 11)), model.graph(), Map.of());
        assertThat(OnnxCheck.problems(older)).contains("Relu '2' is not known in opset 11");
    }

    private static ModelProto with(ModelProto model, String operator, Map<String, AttributeProto> attributes) {
        GraphProto graph = model.graph();
        List<NodeProto> nodes = graph.nodes().stream()
                .map(node -> node.operator().equals(operator)
                        ? new NodeProto(node.name(), "", operator, node.inputs(), node.outputs(), attributes)
                        : node)
                .toList();
        return new ModelProto(
                model.irVersion(),
                model.producer(),
                model.operatorSets(),
                new GraphProto(graph.name(), nodes, graph.initializers(), graph.inputs(), graph.outputs()),
                model.metadata());
    }

    private static TensorProto find(GraphProto graph, String name) {
        return graph.initializers().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A layer that nobody but this test knows. */
    private record Doubled() implements UnaryLayer {
        @Override
        public String typeName() {
            return "doubled";
        }

        @Override
        public JsonValue settings() {
            return JsonObject.of();
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public TrainingPass training(TrainingContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Operation inference(InferenceContext context) {
            return new Identity(typeName());
        }
    }

    @Test
    void cellsThatNormaliseAreRefusedWithAWayOut() {
        for (Recurrent cell : List.of(
                Lstm.of(2).normalization(CellNormalization.layer()),
                Gru.of(2).normalization(CellNormalization.batch(3)))) {
            Model model = SampleModel.of(Network.of(Shape.of(4, 3), cell));
            assertThatThrownBy(() -> OnnxExport.of(model).toProto())
                    .hasMessageContaining(cell.typeName() + " '0' cannot be written to ONNX")
                    .hasMessageContaining("without normalization");
        }
    }

    @Test
    void standardisedWeightsAreWrittenAsTheyMultiply() {
        Network network = Network.of(
                Shape.of(5, 6, 3), Conv.of(4, 3).weightStandardization(), Layers.groupNorm(2), Layers.relu());
        Model model = SampleModel.of(network);
        float[] image = SampleModel.gaussian("image", 5 * 6 * 3, 1);
        float[] expected = model.freeze().predict(image);
        ModelProto written = OnnxExport.of(model).toProto();
        assertThat(ExportedModel.of(written)).isEmpty();
        float[] outputs = LiveRuntime.run(written, network.input(), network.output(), image);
        for (int index = 0; index < expected.length; index++) {
            assertThat(outputs[index]).isCloseTo(expected[index], within(1e-4f));
        }
    }
}
