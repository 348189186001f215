package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.formats.onnx.file.ValueProto.Extent;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.operation.builtin.ConvolutionOperation;
import dev.evenkeel.operation.builtin.LinearOperation;
import dev.evenkeel.operation.builtin.Sum;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.spatial.SpatialLayer;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes a network, layer by layer or operation by operation, into a graph from {@code input} to {@code output}. Where a
 * layer works on positions, the input and an output of several axes stand channels first.
 */
final class NetworkWriter {
    private static final String TARGET = "evenkeel.target";

    /** The tensors that scale targets back, beside those of the network. */
    static final String TARGET_MEAN = TARGET + ".mean";

    static final String TARGET_DEVIATION = TARGET + ".deviation";

    static final String OUTPUT = "output";

    private final Network network;
    private final Map<String, Tensor> tensors;
    private final GraphBuilder graph;
    private final boolean spatial;
    private final Map<String, Value> values = new HashMap<>();

    /**
     * @param tensors those of the network, and those that scale targets back if they were scaled
     * @param mostNumbers how many numbers the constants may have that are no tensors
     */
    NetworkWriter(Network network, Map<String, Tensor> tensors, int opset, long mostNumbers) {
        this.network = network;
        this.tensors = tensors;
        Set<String> reserved = new HashSet<>(tensors.keySet());
        reserved.add(Network.INPUT);
        reserved.add(OUTPUT);
        graph = new GraphBuilder(opset, reserved, mostNumbers);
        spatial = network.nodes().stream().anyMatch(node -> node.layer() instanceof SpatialLayer);
        values.put(Network.INPUT, new Value(Network.INPUT, network.input(), outside(network.input())));
    }

    /** Every layer as it stands. */
    GraphProto layers() {
        Value last = value(Network.INPUT);
        for (Node node : network.nodes()) {
            last = write(node.name(), node.layer(), inputs(node), node.outputShape(), name -> tensor(node, name));
            values.put(node.name(), last);
        }
        return finish(tensors.containsKey(TARGET_MEAN) ? scaledBack(last) : last);
    }

    private Value scaledBack(Value value) {
        ExportContext context =
                context(TARGET, "target scaling", List.of(value), value.shape(), name -> tensor(TARGET + "." + name));
        String scaled = context.inner("Mul", value.name(), context.alongChannels("deviation", value));
        return context.result(value.order(), "Add", scaled, context.alongChannels("mean", value));
    }

    /** The operations that are left of a folded network. */
    GraphProto operations(List<OperationNode> operations) {
        Value last = value(Network.INPUT);
        for (OperationNode node : operations) {
            last = operation(node);
            values.put(node.name(), last);
        }
        return finish(last);
    }

    private Value operation(OperationNode node) {
        List<Value> inputs = new ArrayList<>();
        for (int index = 0; index < node.inputs().size(); index++) {
            Value value = value(node.inputs().get(index));
            inputs.add(graph.reshaped(value, node.inputShapes().get(index), value.name() + "/flat"));
        }
        if (node.operation() instanceof ChannelAffine affine) {
            ExportContext context = context(node.name(), "scale and shift", inputs, node.outputShape(), this::tensor);
            return ElementWriters.scaleAndShift(affine, context);
        }
        Node described = network.find(node.name()).orElseThrow();
        if (node.operation() instanceof LinearOperation linear) {
            Value product = product(described, inputs, linear.weight(), linear.bias());
            return then(product, linear.activation(), linear.slope());
        }
        if (node.operation() instanceof ConvolutionOperation convolution) {
            Value product = product(described, inputs, convolution.weight(), convolution.bias());
            return then(product, convolution.activation(), convolution.slope());
        }
        Value result =
                write(node.name(), described.layer(), inputs, described.outputShape(), name -> tensor(described, name));
        return node.operation() instanceof Sum sum ? then(result, sum.activation(), sum.slope()) : result;
    }

    private Value product(Node described, List<Value> inputs, Tensor weight, Tensor bias) {
        Map<String, Tensor> own = Map.of("weight", weight, "bias", bias);
        return write(
                described.name(),
                biased(described.layer()),
                inputs,
                described.outputShape(),
                name -> Objects.requireNonNull(own.get(name)));
    }

    /** A folded layer has a bias whether or not it learned one. */
    private static Layer biased(Layer layer) {
        Linear.Bias bias = Linear.Bias.WITH;
        if (layer instanceof Linear linear) {
            return new Linear(linear.features(), bias, linear.initial());
        }
        if (layer instanceof TiedLinear tied) {
            return new Linear(tied.features(), bias, tied.linear().initial());
        }
        if (layer instanceof Conv conv) {
            return new Conv(conv.channels(), conv.window(), conv.groups(), bias, conv.initial());
        }
        return layer instanceof ConvTranspose conv
                ? new ConvTranspose(
                        conv.channels(), conv.window(), conv.outputPadding(), conv.groups(), bias, conv.initial())
                : layer;
    }

    /** The function that was fused into an operation. */
    private Value then(Value value, Activation activation, float slope) {
        if (activation == Activation.IDENTITY) {
            return value;
        }
        Activate layer = new Activate(activation, slope);
        return write(value.name() + "/" + layer.typeName(), layer, List.of(value), value.shape(), this::tensor);
    }

    private Value write(
            String name, Layer layer, List<Value> inputs, Shape outputShape, Function<String, Tensor> ownTensors) {
        return LayerWriters.write(layer, context(name, layer.typeName(), inputs, outputShape, ownTensors));
    }

    private ExportContext context(
            String name, String word, List<Value> inputs, Shape outputShape, Function<String, Tensor> ownTensors) {
        return new ExportContext(graph, name, word, inputs, outputShape, ownTensors);
    }

    private List<Value> inputs(Node node) {
        return node.inputs().stream().map(this::value).toList();
    }

    private Value value(String name) {
        return Objects.requireNonNull(values.get(name));
    }

    private Tensor tensor(Node node, String name) {
        return tensor(node.tensorName(name));
    }

    private Tensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name));
    }

    /** How the axes of an example lie in the graph's input or output. */
    Order outside(Shape shape) {
        return spatial && shape.rank() > 1 ? Order.CHANNELS_FIRST : Order.CHANNELS_LAST;
    }

    private GraphProto finish(Value computed) {
        Value last = graph.reshaped(graph.forEachExample(computed), network.output(), computed.name() + "/flat");
        Order order = outside(last.shape());
        Value arranged = order.isChannelsFirst() ? graph.channelsFirst(last) : graph.channelsLast(last);
        String name = arranged.name().equals(Network.INPUT)
                ? graph.node("identity", "Identity", Attributes.NONE, List.of(Network.INPUT))
                : arranged.name();
        return new GraphProto(
                "evenkeel",
                graph.nodes().stream().map(node -> renamed(node, name)).toList(),
                graph.initializers(),
                List.of(described(Network.INPUT, network.input())),
                List.of(described(OUTPUT, last.shape())));
    }

    private static NodeProto renamed(NodeProto node, String last) {
        return new NodeProto(
                node.name(),
                node.domain(),
                node.operator(),
                renamed(node.inputs(), last),
                renamed(node.outputs(), last),
                node.attributes());
    }

    private static List<String> renamed(List<String> names, String last) {
        return names.stream().map(name -> name.equals(last) ? OUTPUT : name).toList();
    }

    private ValueProto described(String name, Shape shape) {
        List<Extent> extents = new ArrayList<>(List.of(Extent.named("batch")));
        outside(shape).extents(shape).forEach(extent -> extents.add(Extent.of(extent)));
        return new ValueProto(name, ElementType.FLOAT, Optional.of(extents));
    }
}
