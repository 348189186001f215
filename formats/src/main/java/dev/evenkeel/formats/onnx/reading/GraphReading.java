package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.formats.onnx.Imported;
import dev.evenkeel.formats.onnx.OnnxException;
import dev.evenkeel.formats.onnx.Port;
import dev.evenkeel.formats.onnx.UnsupportedOperatorException;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.formats.weights.Conventions;
import dev.evenkeel.inference.Link;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.rearrange.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** From a file's graph to a model. */
public final class GraphReading {
    private static final int MOST_NODES = 20_000;

    private final ModelProto file;
    private final GraphProto graph;
    private final long operatorSet;
    private final Map<String, Supplier<TensorProto>> bound;
    private final Map<String, Integer> extents;
    private final Map<String, TensorProto> initializers = new LinkedHashMap<>();

    private GraphReading(ModelProto file, Map<String, Supplier<TensorProto>> bound, Map<String, Integer> extents) {
        this.file = file;
        this.graph = file.graph();
        this.bound = bound;
        this.extents = extents;
        this.operatorSet = operatorSet(file);
        graph.initializers().forEach(tensor -> initializers.put(tensor.name(), tensor));
    }

    /**
     * The model that computes one output of a file.
     *
     * @param name of the file
     * @param output empty for the only one
     * @param bound tensors for inputs that are not the data
     * @param extents of axes that the file leaves open, by their symbols
     */
    public static Imported read(
            String name,
            ModelProto file,
            Optional<String> output,
            Map<String, Supplier<TensorProto>> bound,
            Map<String, Integer> extents) {
        requireSupported(file);
        try {
            return new GraphReading(file, bound, extents).read(name, output);
        } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException problem) {
            throw new OnnxException("The graph contradicts itself or is too large: " + problem.getMessage(), problem);
        }
    }

    /**
     * Refuses, by operators, versions, attributes and types alone, what is not computed.
     *
     * @throws UnsupportedOperatorException naming the first node that is not supported
     */
    public static void requireSupported(ModelProto file) {
        long operatorSet = operatorSet(file);
        if (file.graph().nodes().size() > MOST_NODES) {
            throw new UnsupportedOperatorException("Graphs of up to " + MOST_NODES + " nodes are supported, but "
                    + file.graph().nodes().size() + " came");
        }
        Map<String, ValueProto> whole = new LinkedHashMap<>();
        file.graph().inputs().stream()
                .filter(input -> !input.type().fitsFloat() && input.type() != ElementType.DOUBLE)
                .forEach(input -> whole.put(input.name(), input));
        for (NodeProto node : file.graph().nodes()) {
            NodeReader reader = new NodeReader(node, operatorSet);
            requireTypes(reader, Operators.of(reader), whole);
        }
        for (ValueProto output : file.graph().outputs()) {
            if (!output.type().fitsFloat() && output.type() != ElementType.DOUBLE) {
                throw new UnsupportedOperatorException("The output '" + output.name() + "' of type " + output.type()
                        + " is not supported: values here are single-precision floating-point numbers");
            }
        }
    }

    /** Whole numbers of more bits than a float holds are read as indices, axes and shapes only. */
    private static void requireTypes(NodeReader node, Operator operator, Map<String, ValueProto> whole) {
        List<String> names = node.node().inputs();
        for (int index = 0; index < names.size(); index++) {
            ValueProto input = whole.get(names.get(index));
            if (input != null && !operator.wholeInputs().contains(index)) {
                throw node.unsupported("its input '" + input.name() + "' is of type " + input.type()
                        + ", but it computes with single-precision floating-point numbers");
            }
        }
    }

    private static long operatorSet(ModelProto file) {
        long version = file.operatorSets().stream()
                .filter(set -> set.domain().isEmpty() || set.domain().equals("ai.onnx"))
                .mapToLong(ModelProto.OperatorSet::version)
                .max()
                .orElseThrow(() -> new UnsupportedOperatorException(
                        "Operators of ONNX's own domain are supported, but the file names none of their versions"));
        if (version < Operators.OLDEST || version > Operators.NEWEST) {
            throw new UnsupportedOperatorException("Versions " + Operators.OLDEST + " to " + Operators.NEWEST
                    + " of ONNX's operators are supported, but " + version
                    + " came. Export the network with another opset");
        }
        return version;
    }

    private Imported read(String name, Optional<String> wanted) {
        String output = output(wanted);
        Needs needs = new Needs(graph.nodes(), output, operatorSet);
        ValueProto input = data(needs, output);
        List<ValueProto.Extent> declared = input.extents()
                .orElseThrow(() -> new OnnxException("The input '" + input.name() + "' needs a known number of axes"));
        if (!declared.isEmpty()) {
            try {
                return read(name, input, declared, output, needs, Translation.Batching.EXAMPLES);
            } catch (AcrossExamples across) {
                if (declared.get(0).size().isEmpty()
                        && !extents.containsKey(declared.get(0).symbol())) {
                    throw new UnsupportedOperatorException(across.getMessage()
                            + ", so it is not supported for an open number of examples. Give the axis an extent");
                }
            }
        }
        return read(name, input, declared, output, needs, Translation.Batching.WHOLE);
    }

    private String output(Optional<String> wanted) {
        List<String> names = graph.outputs().stream().map(ValueProto::name).toList();
        if (wanted.isPresent() && !names.contains(wanted.get())) {
            throw new OnnxException("There is no output '" + wanted.get() + "'. Outputs: " + String.join(", ", names));
        }
        if (wanted.isEmpty() && names.size() != 1) {
            throw new OnnxException("A network has one output, but the file has " + names.size() + ": "
                    + String.join(", ", names) + ". Name the one that is wanted");
        }
        return wanted.orElseGet(() -> names.get(0));
    }

    /** The input that is neither constant nor bound. */
    private ValueProto data(Needs needs, String output) {
        List<ValueProto> open = graph.inputs().stream()
                .filter(input -> !initializers.containsKey(input.name()) && !bound.containsKey(input.name()))
                .filter(input -> needs.isWanted(input.name()))
                .toList();
        if (open.size() != 1) {
            throw new OnnxException("A network has one input, but the output '" + output + "' depends on " + open.size()
                    + (open.isEmpty()
                            ? ": it is constant"
                            : ": "
                                    + String.join(
                                            ", ",
                                            open.stream().map(ValueProto::name).toList())
                                    + ". Bind tensors to those that are not the data"));
        }
        return open.get(0);
    }

    private Imported read(
            String name,
            ValueProto input,
            List<ValueProto.Extent> declared,
            String output,
            Needs needs,
            Translation.Batching batching) {
        boolean examples = batching == Translation.Batching.EXAMPLES;
        int[] own = new int[declared.size() - (examples ? 1 : 0)];
        for (int axis = 0; axis < own.length; axis++) {
            own[axis] = extent(input, declared.get(axis + (examples ? 1 : 0)), axis + (examples ? 1 : 0));
        }
        int[] order = examples && needs.meetsChannelsFirst(input.name())
                ? Flowing.channelsLast(own.length)
                : Flowing.fileOrder(own.length);
        Flowing start = new Flowing(Network.INPUT, own, order, Optional.empty());
        OptionalLong batch = examples ? declared.get(0).size() : OptionalLong.empty();
        Translation translation = new Translation(batching, start, batch, needs);
        initializers.forEach((title, tensor) -> {
            if (needs.isWanted(title)) {
                translation.define(title, Fixed.of(tensor));
            }
        });
        graph.inputs().stream()
                .filter(value -> bound.containsKey(value.name()))
                .forEach(value -> translation.define(value.name(), bound(value)));
        translation.define(input.name(), start);
        for (NodeReader node : needs.nodes()) {
            if (!translation.isLeftOut(node)) {
                Operators.translate(translation, node);
            }
        }
        Flowing end = end(translation, needs, output);
        Network network = build(translation);
        Model model = new Model(
                network,
                translation.tensors(),
                translation.evidence(),
                meaning(network),
                provenance(name, List.copyOf(translation.trainingNodes().keySet())),
                Map.of());
        return new Imported(
                model,
                port(input.name(), batching, start),
                port(output, batching, end),
                List.copyOf(translation.trainingNodes().keySet()),
                remarks(translation, batching));
    }

    private int extent(ValueProto input, ValueProto.Extent extent, int axis) {
        long size = extent.size().orElse(extents.getOrDefault(extent.symbol(), 0));
        if (extent.size().isEmpty() && size == 0) {
            throw new OnnxException("Axis " + axis + " of the input '" + input.name() + "' is left open"
                    + (extent.symbol().isEmpty() ? "" : " ('" + extent.symbol() + "')") + ". Give it an extent");
        }
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw new UnsupportedOperatorException("Axis " + axis + " of the input '" + input.name()
                    + "' needs between 1 and 2^31 - 1 positions, but " + size + " came");
        }
        return (int) size;
    }

    private Fixed bound(ValueProto value) {
        Supplier<TensorProto> tensor = Objects.requireNonNull(bound.get(value.name()));
        int[] own = value.extents()
                .filter(axes -> axes.stream().allMatch(axis -> axis.size().isPresent()))
                .map(axes -> axes.stream()
                        .mapToInt(axis -> Math.toIntExact(axis.size().getAsLong()))
                        .toArray())
                .orElseGet(() -> tensor.get().extents().stream()
                        .mapToInt(Math::toIntExact)
                        .toArray());
        return Fixed.of(value.name(), value.type(), own, tensor);
    }

    /** The output with its values in the file's order, or channels last. */
    private static Flowing end(Translation translation, Needs needs, String output) {
        Value value = translation.value(output);
        if (!(value instanceof Flowing flowing)) {
            throw new UnsupportedOperatorException("The output '" + output + "' is constant, so it needs no network");
        }
        NodeReader last = needs.nodes().isEmpty()
                ? new NodeReader(new NodeProto(output, "", "Identity", List.of(output), List.of(output), Map.of()), 17)
                : needs.nodes().get(needs.nodes().size() - 1);
        Flowing plain = translation.plain(last, flowing);
        return plain.node().equals(Network.INPUT)
                ? translation.add(last, new Reshape(plain.shape()), List.of(plain), plain)
                : plain;
    }

    private static Network build(Translation translation) {
        try {
            return translation.network();
        } catch (EvenkeelException problem) {
            throw new OnnxException(String.valueOf(problem.getMessage()), problem);
        }
    }

    private static Model.Output meaning(Network network) {
        boolean scores = network.last().layer() instanceof dev.evenkeel.layer.LogSoftmax;
        return scores ? new Model.Output(Link.SOFTMAX, List.of(), Optional.empty()) : Model.Output.plain();
    }

    private JsonObject provenance(String name, List<String> batchStatistics) {
        JsonObject origin = JsonObject.of()
                .with("framework", "onnx")
                .with("file", name)
                .with("producer", file.producer())
                .with("operatorSet", operatorSet)
                .with("conventions", Conventions.ONNX.toJson());
        if (!batchStatistics.isEmpty()) {
            origin = origin.with(
                    "batchStatistics",
                    JsonArray.of(batchStatistics.stream().map(JsonValue::of).toArray(JsonValue[]::new)));
        }
        return JsonObject.of().with("evenkeel", Version.CURRENT).with("origin", origin);
    }

    private static Port port(String name, Translation.Batching batching, Flowing value) {
        return new Port(
                name,
                batching == Translation.Batching.EXAMPLES ? Port.Batching.EXAMPLES : Port.Batching.NONE,
                Arrays.stream(value.extents()).boxed().toList(),
                Arrays.stream(value.order()).boxed().toList());
    }

    private static List<String> remarks(Translation translation, Translation.Batching batching) {
        List<String> remarks = new ArrayList<>(translation.remarks());
        if (batching == Translation.Batching.WHOLE) {
            remarks.add("The file computes across its first axis, so one example is all of its input");
        }
        translation
                .trainingNodes()
                .forEach((layer, node) -> remarks.add(node.title()
                        + " normalises by the statistics of each batch, as in training: one example's output depends on the"
                        + " others. Here the layer '" + layer
                        + "' normalises by the running statistics in the file. Export the"
                        + " network in inference mode, or recalibrate the model, if they were never gathered"));
        return remarks;
    }
}
