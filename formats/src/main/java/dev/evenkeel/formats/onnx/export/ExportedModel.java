package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.graph.FileInterface;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.json.Json;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.ModelMetadata;
import dev.evenkeel.model.TargetScaling;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The way back from a file of {@link OnnxExport} to the model it was written of, with every bit of its weights. The network
 * of the metadata is written once more, with every number's place in place of the number: where the same graph comes out,
 * the file is unchanged, and the numbers' ways through the graph are known.
 */
public final class ExportedModel {
    private static final int MAX_VALUES = 1 << 24;

    private ExportedModel() {}

    /**
     * The model that a file was written of; empty if it comes from elsewhere, was folded, or computes anything else than the
     * network it holds, as after a change by another program. The file need not be trusted.
     */
    public static Optional<Model> of(ModelProto file) {
        Map<String, String> texts = new LinkedHashMap<>();
        file.metadata().forEach((key, text) -> {
            if (key.startsWith(OnnxExport.PREFIX)) {
                texts.put(key.substring(OnnxExport.PREFIX.length()), text);
            }
        });
        if (!texts.containsKey("network") || file.operatorSets().size() != 1) {
            return Optional.empty();
        }
        try {
            return of(file.graph(), (int) file.operatorSets().get(0).version(), texts);
        } catch (EvenkeelException | IllegalArgumentException | ArithmeticException damaged) {
            return Optional.empty();
        }
    }

    private static Optional<Model> of(GraphProto graph, int opset, Map<String, String> texts) {
        Network network = ModelMetadata.network(texts, LayerRegistry.standard());
        requireModest(network);
        if (network.nodes().stream()
                .anyMatch(node -> node.layer() instanceof Conv conv && conv.standardizesWeights())) {
            return Optional.empty();
        }
        Map<String, TensorProto> given = byName(graph);
        Map<String, Tensor> places = places(network, given);
        long numbers = given.values().stream().mapToLong(TensorProto::size).sum();
        NetworkWriter writer = new NetworkWriter(network, places, opset, numbers);
        FileInterface sides = FileInterface.of(
                Json.parse(texts.getOrDefault("provenance", "{}")).asObject());
        GraphProto expected = OnnxExport.applied(sides, network, writer.layers(), writer);
        if (!isSame(graph, given, expected, places)) {
            return Optional.empty();
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        byName(expected).forEach((name, constant) -> {
            Tensor place = places.get(name);
            if (place != null) {
                tensors.put(name, putBack(place.shape(), constant, Objects.requireNonNull(given.get(name))));
            }
        });
        return Optional.of(ModelMetadata.model(network, tensors, scaling(tensors), texts));
    }

    private static void requireModest(Network network) {
        for (Node node : network.nodes()) {
            if (Math.max(network.input().size(), node.outputShape().size()) > MAX_VALUES) {
                throw new OnnxException(node.title() + " has more than " + MAX_VALUES + " values");
            }
        }
    }

    private static Map<String, TensorProto> byName(GraphProto graph) {
        Map<String, TensorProto> byName = new LinkedHashMap<>();
        graph.initializers().forEach(tensor -> byName.put(tensor.name(), tensor));
        return byName;
    }

    /** Tensors whose numbers, as bits, are their own places. */
    private static Map<String, Tensor> places(Network network, Map<String, TensorProto> given) {
        Map<String, Tensor> places = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            for (Parameter parameter : node.parameters()) {
                put(places, node.name() + "." + parameter.name(), parameter.shape(), given);
            }
            for (Statistic statistic : node.statistics()) {
                put(places, node.name() + "." + statistic.name(), statistic.shape(), given);
            }
        }
        if (given.containsKey(NetworkWriter.TARGET_MEAN)) {
            Shape outputs = Shape.of(network.output().channels());
            put(places, NetworkWriter.TARGET_MEAN, outputs, given);
            put(places, NetworkWriter.TARGET_DEVIATION, outputs, given);
        }
        return places;
    }

    private static void put(Map<String, Tensor> places, String name, Shape shape, Map<String, TensorProto> given) {
        TensorProto tensor = given.get(name);
        if (tensor == null || tensor.size() != shape.size()) {
            throw new OnnxException("the graph has no constant '" + name + "' of " + shape.size() + " numbers");
        }
        float[] values = new float[shape.size()];
        for (int place = 0; place < values.length; place++) {
            values[place] = Float.intBitsToFloat(place);
        }
        places.put(name, Tensor.of(shape, values));
    }

    private static boolean isSame(
            GraphProto graph, Map<String, TensorProto> given, GraphProto expected, Map<String, Tensor> places) {
        return graph.nodes().equals(expected.nodes())
                && graph.inputs().equals(expected.inputs())
                && graph.outputs().equals(expected.outputs())
                && given.size() == expected.initializers().size()
                && expected.initializers().stream().allMatch(constant -> {
                    TensorProto came = given.get(constant.name());
                    return came != null
                            && (places.containsKey(constant.name()) ? isAlike(constant, came) : constant.equals(came));
                });
    }

    private static boolean isAlike(TensorProto constant, TensorProto given) {
        return given.type() == constant.type() && given.extents().equals(constant.extents());
    }

    private static Tensor putBack(Shape shape, TensorProto places, TensorProto given) {
        float[] from = places.floats();
        float[] numbers = given.floats();
        float[] values = new float[shape.size()];
        for (int index = 0; index < from.length; index++) {
            values[Float.floatToRawIntBits(from[index])] = numbers[index];
        }
        return Tensor.of(shape, values);
    }

    private static Optional<TargetScaling> scaling(Map<String, Tensor> tensors) {
        Tensor mean = tensors.remove(NetworkWriter.TARGET_MEAN);
        Tensor deviation = tensors.remove(NetworkWriter.TARGET_DEVIATION);
        return mean == null || deviation == null ? Optional.empty() : Optional.of(new TargetScaling(mean, deviation));
    }
}
