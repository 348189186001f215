package dev.evenkeel.formats.onnx;

import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.onnx.graph.Port;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.formats.onnx.reading.Operators;
import dev.evenkeel.formats.onnx.reading.node.Needs;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.Dropout;
import dev.evenkeel.model.Model;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a file computes for one batch, as it stands: batch normalizations that take the statistics of their batch do so,
 * and give the running statistics that follow. For comparing with other runtimes; to serve a file, freeze its model.
 */
public final class OnnxEvaluation {
    private final OnnxImport file;
    private final Map<String, ? extends Supplier<TensorProto>> inputs;
    private final Execution execution;

    /** How the network is computed. */
    public enum Execution {
        /** By a predictor with neighbours folded into each other. */
        FOLDED,
        /** By a predictor that computes each layer for itself. */
        UNFOLDED
    }

    private OnnxEvaluation(OnnxImport file, Map<String, ? extends Supplier<TensorProto>> inputs, Execution execution) {
        this.file = file;
        this.inputs = inputs;
        this.execution = execution;
    }

    /**
     * Every output by its name.
     *
     * @param inputs a tensor for each input of the file that has no content of its own
     * @throws UnsupportedOperatorException naming the first node that is not supported
     */
    public static Map<String, TensorProto> of(
            OnnxImport file, Map<String, ? extends Supplier<TensorProto>> inputs, Execution execution) {
        OnnxEvaluation evaluation = new OnnxEvaluation(file, inputs, execution);
        Map<String, TensorProto> outputs = new LinkedHashMap<>();
        for (ValueProto output : file.file().graph().outputs()) {
            outputs.put(output.name(), evaluation.output(output.name()));
        }
        return outputs;
    }

    private GraphProto graph() {
        return file.file().graph();
    }

    private TensorProto output(String name) {
        Optional<NodeProto> training = graph().nodes().stream()
                .filter(node -> node.operator().equals("BatchNormalization"))
                .filter(node -> node.outputs().indexOf(name) > 0)
                .findFirst();
        if (training.isEmpty()) {
            Imported imported = imported(name);
            return imported.batchStatistics().isEmpty() ? inferred(imported, name) : trained(imported, name);
        }
        NodeProto node = training.get();
        String tensor = node.outputs().indexOf(name) == 1 ? "running_mean" : "running_var";
        return statistic(imported(node.outputs().get(0)), tensor, name);
    }

    /** All inputs but the first that the output depends on, and not on its shape alone, are constants. */
    private Imported imported(String output) {
        Set<String> initializers = new HashSet<>();
        graph().initializers().forEach(tensor -> initializers.add(tensor.name()));
        OnnxImport reading = file.output(output);
        Set<String> needed = needed(output);
        boolean data = true;
        for (ValueProto input : graph().inputs()) {
            if (!initializers.contains(input.name()) && needed.contains(input.name())) {
                boolean open = data && readsValues(input.name(), needed);
                reading = open ? withExtents(reading, input, output) : reading.bind(input.name(), tensor(input.name()));
                data &= !open;
            }
        }
        return reading.read();
    }

    private boolean readsValues(String input, Set<String> needed) {
        return needed.contains(input)
                && graph().nodes().stream()
                        .filter(node -> node.outputs().stream().anyMatch(needed::contains))
                        .anyMatch(node -> node.inputs().contains(input)
                                && !node.operator().equals("Shape"));
    }

    /** Axes other than the batch's that the file leaves open have the tensor's extents, unless others were said. */
    private OnnxImport withExtents(OnnxImport reading, ValueProto input, String output) {
        List<ValueProto.Extent> axes = input.extents().orElse(List.of());
        int batch = new Needs(graph().nodes(), output, Operators.NEWEST).batchAxis(input.name(), axes.size());
        OnnxImport result = reading;
        for (int axis = 0; axis < axes.size(); axis++) {
            if (axis != batch
                    && axes.get(axis).size().isEmpty()
                    && !reading.hasExtent(axes.get(axis).symbol(), axis)) {
                List<Long> given = tensor(input.name()).get().extents();
                if (given.size() == axes.size()) {
                    result = result.extent(Integer.toString(axis), Math.toIntExact(given.get(axis)));
                }
            }
        }
        return result;
    }

    private Set<String> needed(String output) {
        Set<String> needed = new HashSet<>(Set.of(output));
        List<NodeProto> nodes = new ArrayList<>(graph().nodes());
        for (int index = nodes.size() - 1; index >= 0; index--) {
            if (nodes.get(index).outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(nodes.get(index).inputs());
            }
        }
        return needed;
    }

    private Supplier<TensorProto> tensor(String input) {
        Supplier<TensorProto> tensor = inputs.get(input);
        if (tensor == null) {
            throw new OnnxException("The input '" + input + "' needs a tensor, but got none");
        }
        return tensor;
    }

    private TensorProto inferred(Imported imported, String name) {
        float[] values = values(imported);
        Predictor predictor = execution == Execution.FOLDED
                ? imported.model().freeze()
                : imported.model().freezeUnfolded();
        int examples = values.length / imported.input().shape().size();
        float[] outputs = new float[examples * predictor.output().size()];
        predictor.predict(values, examples, outputs);
        return result(imported.output(), name, examples, outputs);
    }

    private float[] values(Imported imported) {
        TensorProto given = tensor(imported.input().name()).get();
        float[] values = given.floats();
        int size = imported.input().shape().size();
        if (values.length == 0 || values.length % size != 0) {
            throw new OnnxException("The input '" + imported.input().name() + "' needs examples of " + size
                    + " values, but got " + given.extents());
        }
        return imported.input().toNetworkBatch(values, values.length / size);
    }

    private TensorProto trained(Imported imported, String name) {
        TrainingProgram program = forward(imported, Step.Purpose.GATHER_STATISTICS);
        int examples = program.batchSize();
        float[] outputs = new float[examples * program.output().shape().size()];
        System.arraycopy(program.output().values(), 0, outputs, 0, outputs.length);
        return result(imported.output(), name, examples, outputs);
    }

    private TensorProto statistic(Imported imported, String tensor, String name) {
        String layer = imported.batchStatistics().stream()
                .reduce((first, second) -> second)
                .orElseThrow(
                        () -> new OnnxException("'" + name + "' is an output of inference mode's, which gives none"));
        if (imported.model().network().nodes().stream().anyMatch(node -> node.layer() instanceof Dropout)) {
            throw new UnsupportedOperatorException(
                    "'" + name + "' follows a batch of training, in which dropout would draw at random");
        }
        StatisticSlot slot = forward(imported, Step.Purpose.LEARN).statistics().stream()
                .filter(candidate -> candidate.name().equals(layer + "." + tensor))
                .findFirst()
                .orElseThrow();
        return TensorProto.ofFloats(name, List.of((long) slot.values().length), slot.values());
    }

    /** One batch forward, with the statistics that the file takes. */
    private TrainingProgram forward(Imported imported, Step.Purpose purpose) {
        Model model = imported.model();
        float[] values = values(imported);
        int examples = values.length / imported.input().shape().size();
        Compute compute = new Compute(PreferredKernels.kernels(), Team.alone());
        TrainingProgram program = Compiler.compile(
                model.network(),
                examples,
                compute,
                0,
                layer -> imported.batchStatistics().contains(layer)
                        ? TrainingMode.TRAIN
                        : TrainingMode.TRAIN.withFrozenStatistics());
        program.restore(model::tensor, model::sampleCounts);
        System.arraycopy(values, 0, program.input().values(), 0, values.length);
        program.forward(examples, 0, purpose);
        return program;
    }

    private static TensorProto result(Port port, String name, int examples, float[] values) {
        return TensorProto.ofFloats(
                Objects.requireNonNull(name), port.fileExtents(examples), port.toFileBatch(values, examples));
    }
}
