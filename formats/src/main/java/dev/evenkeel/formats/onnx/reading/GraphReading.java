package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.graph.FileInterface;
import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.onnx.graph.InputLayout;
import dev.evenkeel.formats.onnx.graph.Port;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.formats.onnx.reading.node.Needs;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.AcrossExamples;
import dev.evenkeel.formats.onnx.reading.value.AnotherBatch;
import dev.evenkeel.formats.onnx.reading.value.DependsOnExamples;
import dev.evenkeel.formats.onnx.reading.value.Examples;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.rearrange.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** From a file's graph to a model. */
public final class GraphReading {
    private final ModelProto file;
    private final GraphProto graph;
    private final long operatorSet;
    private final Map<String, Supplier<TensorProto>> bound;
    private final Map<String, Integer> extents;
    private final InputLayout layout;
    private final Map<String, TensorProto> initializers = new LinkedHashMap<>();

    private GraphReading(
            ModelProto file,
            Map<String, Supplier<TensorProto>> bound,
            Map<String, Integer> extents,
            InputLayout layout) {
        this.layout = layout;
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
     * @param extents of axes that the file leaves open, by their symbols or their numbers
     * @param layout of the input
     */
    public static Imported read(
            String name,
            ModelProto file,
            Optional<String> output,
            Map<String, Supplier<TensorProto>> bound,
            Map<String, Integer> extents,
            InputLayout layout) {
        output.ifPresentOrElse(wanted -> requireSupported(file, List.of(wanted)), () -> requireSupported(file));
        try {
            return new GraphReading(file, bound, extents, layout).read(name, output);
        } catch (ArithmeticException | IllegalArgumentException | IndexOutOfBoundsException problem) {
            throw new OnnxException("The graph contradicts itself or is too large: " + problem.getMessage(), problem);
        }
    }

    /**
     * Refuses, by operators, versions, attributes and types alone, what is not computed.
     *
     * @throws UnsupportedOperatorException naming the nodes that are not supported
     */
    public static void requireSupported(ModelProto file) {
        requireSupported(
                file, file.graph().outputs().stream().map(ValueProto::name).toList());
    }

    /** As {@link #requireSupported(ModelProto)}, of what some outputs need. */
    public static void requireSupported(ModelProto file, Collection<String> outputs) {
        Support.require(file, outputs, operatorSet(file));
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
                    + " of ONNX's operators are supported, but got " + version
                    + ". Export the network with another opset");
        }
        return version;
    }

    private Imported read(String name, Optional<String> wanted) {
        String output = output(wanted);
        Needs needs = new Needs(graph.nodes(), output, operatorSet);
        InputAxes input = new InputAxes(data(needs, output), extents, needs);
        if (input.rank() == 0) {
            return whole(name, input, output, needs, 1, List.of());
        }
        OptionalLong examples = input.examples();
        if (examples.isPresent()) {
            return read(name, input, output, needs, examples.getAsLong(), List.of());
        }
        try {
            return anyNumber(name, input, output, needs);
        } catch (AcrossExamples across) {
            throw new UnsupportedOperatorException(across.getMessage()
                    + " computes across the examples of a batch, so it is"
                    + " not supported for an open number of them. " + input.advice());
        } catch (DependsOnExamples depends) {
            throw dependent(String.valueOf(depends.getMessage()), input);
        } catch (AnotherBatch another) {
            String remark = "The file leaves the number of examples open, but its shapes are made for "
                    + another.examples() + " at a time. It is read as a file for "
                    + (another.examples() == 1 ? "one example" : another.examples() + " examples");
            return read(name, input, output, needs, another.examples(), List.of(remark));
        }
    }

    /** A file for a number of examples: each is computed alone, if nothing computes across them. */
    private Imported read(
            String name, InputAxes input, String output, Needs needs, long examples, List<String> remarks) {
        if (examples < 1 || examples > Integer.MAX_VALUE) {
            throw new UnsupportedOperatorException("Axis " + input.batchAxis() + " of the input '" + input.name()
                    + "' needs between 1 and 2^31 - 1 positions, but got " + examples);
        }
        try {
            Flowing start = input.example(order(input, needs, 1));
            Translation translation = translated(input, start, Examples.of(examples), needs);
            return imported(name, input, start, output, needs, translation, remarks);
        } catch (AcrossExamples across) {
            String remark = across.getMessage() + " computes across "
                    + (input.batchAxis() == 0 ? "the first axis" : "axis 1") + ", so one example is all of the input";
            List<String> more = new ArrayList<>(remarks);
            if (examples > 1) {
                more.add(remark);
            }
            return whole(name, input, output, needs, (int) examples, more);
        }
    }

    /** As for two numbers that stand for any: what they make a difference to depends on the number of examples. */
    private Imported anyNumber(String name, InputAxes input, String output, Needs needs) {
        Flowing start = input.example(order(input, needs, 1));
        Translation translation = translated(input, start, Examples.ANY, needs);
        Imported imported = imported(name, input, start, output, needs, translation, List.of());
        if (needs.readsShapes()) {
            Translation other = translated(input, start, Examples.ANY_OTHER, needs);
            Imported again = imported(name, input, start, output, needs, other, List.of());
            translation.layers().difference(other.layers()).ifPresent(maker -> {
                throw dependent(maker, input);
            });
            if (!imported.output().equals(again.output())) {
                throw dependent("The output '" + output + "'", input);
            }
        }
        return imported;
    }

    private static UnsupportedOperatorException dependent(String what, InputAxes input) {
        return new UnsupportedOperatorException(what + " depends on the number of examples in a batch, so it is not"
                + " supported for an open number of them. " + input.advice());
    }

    /** All of the input as one example; a single row of it is not counted among its axes. */
    private Imported whole(String name, InputAxes input, String output, Needs needs, int first, List<String> remarks) {
        if (input.rank() > 1 && first == 1) {
            Flowing start = input.example(order(input, needs, 1));
            Translation translation = translated(input, start.with(BatchAxis.NONE), Examples.of(1), needs);
            return imported(name, input, start, output, needs, translation, remarks);
        }
        Flowing start = input.whole(first);
        return imported(name, input, start, output, needs, translated(input, start, Examples.of(1), needs), remarks);
    }

    private String output(Optional<String> wanted) {
        List<String> names = graph.outputs().stream().map(ValueProto::name).toList();
        if (wanted.isPresent() && !names.contains(wanted.get())) {
            throw new OnnxException("There is no output '" + wanted.get() + "'. Outputs: " + String.join(", ", names));
        }
        if (wanted.isEmpty() && names.size() != 1) {
            throw new OnnxException("A network has one output, but the file has " + names.size() + ": "
                    + String.join(", ", names)
                    + ". Choose one: --output NAME at the command line, output(NAME) of OnnxImport in Java");
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
            throw new OnnxException(
                    "A network has one input, but the output '" + output + "' depends on " + open.size()
                            + (open.isEmpty()
                                    ? ": it is constant"
                                    : ": "
                                            + String.join(
                                                    ", ",
                                                    open.stream()
                                                            .map(ValueProto::name)
                                                            .toList())
                                            + ". Bind tensors to those that are not the data, which is done from Java: OnnxImport.of(path).bind(...)"));
        }
        return open.get(0);
    }

    /** The order of an example's axes that the operators look at first, or that was said. */
    private int[] order(InputAxes input, Needs needs, int leading) {
        int rank = input.rank() - leading;
        boolean first = layout == InputLayout.FROM_OPERATORS
                ? needs.meetsChannelsFirst(input.name(), node -> keepsAxes(node, input))
                : layout == InputLayout.CHANNELS_FIRST;
        return first ? Flowing.channelsLast(rank) : Flowing.fileOrder(rank);
    }

    /** Whether a reshape of the input leaves its axes, or its channels, as they are. */
    private boolean keepsAxes(NodeReader node, InputAxes input) {
        TensorProto shape = node.hasInput(1) ? initializers.get(node.input(1)) : null;
        if (shape == null || shape.type() != ElementType.INT64 || shape.size() != input.rank() || input.rank() < 2) {
            return false;
        }
        long channels = shape.longs()[1];
        return channels == 0 || OptionalLong.of(channels).equals(input.size(1));
    }

    private Translation translated(InputAxes input, Flowing start, Examples examples, Needs needs) {
        Translation translation = new Translation(start, examples, needs);
        initializers.forEach((title, tensor) -> {
            if (needs.isWanted(title)) {
                translation.define(title, Fixed.of(tensor));
            }
        });
        graph.inputs().stream()
                .filter(value -> bound.containsKey(value.name()))
                .forEach(value -> translation.define(value.name(), bound(value)));
        boolean hasRow = start.batch().isNone() && start.rank() < input.rank();
        translation.define(
                input.name(),
                hasRow ? Shapes.with(translation, nameless(input.name()), start, input.batchAxis()) : start);
        for (NodeReader reader : needs.nodes()) {
            if (!translation.isLeftOut(reader)) {
                Operators.translate(translation, reader);
            }
        }
        return translation;
    }

    private Imported imported(
            String name,
            InputAxes input,
            Flowing start,
            String output,
            Needs needs,
            Translation translation,
            List<String> remarks) {
        Flowing end = end(translation, needs, output);
        if (start.batch().isOwn() && end.batch().isNone() && end.rank() > 0 && end.extents()[0] == 1) {
            end = ((Flowing) Shapes.without(translation, nameless(output), end, 0)).with(BatchAxis.FIRST);
        }
        end = computed(translation, nameless(output), end);
        Network network = build(translation, end);
        Port given = port(input.name(), start);
        Port result = port(output, end);
        FileInterface sides =
                FileInterface.of(given, named(graph.inputs(), input.name()), result, named(graph.outputs(), output));
        Model model = new Model(
                network,
                translation.layers().tensors(),
                translation.layers().sampleCounts(),
                meaning(network),
                provenance(
                        name, List.copyOf(translation.layers().trainingNodes().keySet()), sides),
                Map.of());
        return new Imported(
                model,
                given,
                result,
                List.copyOf(translation.layers().trainingNodes().keySet()),
                Stream.concat(translation.remarks().stream(), remarks.stream()).toList());
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
                ? nameless(output)
                : needs.nodes().get(needs.nodes().size() - 1);
        return computed(translation, last, translation.plain(last, flowing));
    }

    /** What a layer gives, were it as it came. */
    private static Flowing computed(Translation translation, NodeReader node, Flowing value) {
        return value.node().equals(Network.INPUT)
                ? translation.add(node, new Reshape(value.shape()), List.of(value), value)
                : value;
    }

    /** What stands for a value where no node of the file does. */
    private static NodeReader nameless(String value) {
        return new NodeReader(new NodeProto(value, "", "Identity", List.of(value), List.of(value), Map.of()), 17);
    }

    private static Network build(Translation translation, Flowing end) {
        try {
            return translation.layers().network(end);
        } catch (EvenkeelException problem) {
            throw new OnnxException(String.valueOf(problem.getMessage()), problem);
        }
    }

    private static Model.Output meaning(Network network) {
        boolean scores = network.last().layer() instanceof dev.evenkeel.layer.core.LogSoftmax;
        return scores ? new Model.Output(OutputActivation.SOFTMAX, List.of(), Optional.empty()) : Model.Output.plain();
    }

    private static ValueProto named(List<ValueProto> values, String name) {
        return values.stream()
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private JsonObject provenance(String name, List<String> batchStatistics, FileInterface sides) {
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
        return JsonObject.of().with("evenkeel", Version.CURRENT).with("origin", sides.in(origin));
    }

    private static Port port(String name, Flowing value) {
        return new Port(
                name,
                value.batch(),
                Arrays.stream(value.extents()).boxed().toList(),
                Arrays.stream(value.order()).boxed().toList());
    }
}
