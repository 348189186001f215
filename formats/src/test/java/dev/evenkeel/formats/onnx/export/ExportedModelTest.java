package dev.evenkeel.formats.onnx.export;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.convTranspose;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportedModelTest {
    private static final Network CNN = Network.of(
            Shape.of(12, 10, 3),
            conv(6, 3).same().groups(3),
            batchNorm().newBatchWeight(0.03f).estimator(VarianceEstimator.BIASED),
            relu(),
            convTranspose(4, 2),
            layerNorm().overAllAxes(),
            maxPool(2),
            flatten(),
            batchNorm(),
            linear(4));

    @Test
    void aModelFileComesBackByteForByte(@TempDir Path folder) throws IOException {
        for (Model model : List.of(
                SampleModel.of(CNN),
                SampleModel.of(ResNet.of(20).network(Shape.of(8, 8, 3), 5)),
                OnnxExportTest.scaled())) {
            model.write(folder.resolve("before.safetensors"));
            for (int opset : new int[] {17, 21, 23}) {
                ModelProto file = OnnxExport.of(model).opset(opset).toProto();
                ExportedModel.of(file).orElseThrow().write(folder.resolve("behind.safetensors"));
                assertThat(Files.readAllBytes(folder.resolve("behind.safetensors")))
                        .isEqualTo(Files.readAllBytes(folder.resolve("before.safetensors")));
            }
        }
    }

    @Test
    void aFoldedFileHasNoWayBack() {
        assertThat(ExportedModel.of(OnnxExport.of(SampleModel.of(CNN)).folded().toProto()))
                .isEmpty();
    }

    @Test
    void aChangedGraphHasNoWayBack() {
        ModelProto file = OnnxExport.of(SampleModel.of(CNN)).toProto();
        GraphProto graph = file.graph();
        List<NodeProto> nodes = new ArrayList<>(graph.nodes());
        NodeProto relu = nodes.get(2);
        nodes.set(2, new NodeProto(relu.name(), "", "Tanh", relu.inputs(), relu.outputs(), relu.attributes()));
        assertThat(ExportedModel.of(with(
                        file,
                        new GraphProto(graph.name(), nodes, graph.initializers(), graph.inputs(), graph.outputs()),
                        file.metadata())))
                .isEmpty();
        assertThat(ExportedModel.of(with(
                        file,
                        new GraphProto(
                                graph.name(),
                                graph.nodes(),
                                graph.initializers()
                                        .subList(1, graph.initializers().size()),
                                graph.inputs(),
                                graph.outputs()),
                        file.metadata())))
                .isEmpty();
    }

    @Test
    void damagedMetadataHaveNoWayBack() {
        ModelProto file = OnnxExport.of(SampleModel.of(CNN)).toProto();
        for (String network : List.of("", "{", "[]", "{\"input\":[3],\"layers\":[{\"linear\":2147483647}]}")) {
            Map<String, String> metadata = new HashMap<>(file.metadata());
            metadata.put("evenkeel.network", network);
            assertThat(ExportedModel.of(with(file, file.graph(), metadata))).isEmpty();
        }
        assertThat(ExportedModel.of(with(file, file.graph(), Map.of()))).isEmpty();
    }

    private static ModelProto with(ModelProto file, GraphProto graph, Map<String, String> metadata) {
        return new ModelProto(file.irVersion(), file.producer(), file.operatorSets(), graph, metadata);
    }
}
