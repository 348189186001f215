package dev.evenkeel.formats.onnx;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.file.TensorFile;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.formats.onnx.reading.GraphReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A model and tensors that others computed with it. */
record ConformanceCase(Path folder) {
    private static final double RELATIVE = 1e-3;
    private static final double ABSOLUTE = 1e-5;

    enum Outcome {
        PASSED,
        UNSUPPORTED,
        FAILED
    }

    record Result(Outcome outcome, String reason) {}

    static List<ConformanceCase> below(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.endsWith("model.onnx"))
                    .map(file -> new ConformanceCase(file.getParent()))
                    .filter(one -> !one.drawsAtRandom())
                    .sorted((left, right) -> left.folder.compareTo(right.folder))
                    .toList();
        }
    }

    private ModelProto model() {
        return OnnxFile.read(folder.resolve("model.onnx"));
    }

    /** Dropout in training mode with a share to drop: its mask is that of another library's random numbers. */
    private boolean drawsAtRandom() {
        GraphProto graph = model().graph();
        boolean trains = graph.nodes().stream()
                .anyMatch(node ->
                        node.operator().equals("Dropout") && node.inputs().size() > 2);
        return trains
                && dataSets().stream()
                        .anyMatch(set -> inputs(graph, set)
                                        .get(graph.nodes().get(0).inputs().get(1))
                                        .get()
                                        .floats()[0]
                                > 0);
    }

    /** The operator that the case is about: the last one that is not a constant. */
    String family() {
        List<String> operators = model().graph().nodes().stream()
                .map(NodeProto::operator)
                .filter(name -> !name.equals("Constant"))
                .toList();
        return operators.isEmpty() ? "Constant" : operators.get(operators.size() - 1);
    }

    Result run() {
        ModelProto model = model();
        try {
            GraphReading.requireSupported(model);
        } catch (UnsupportedOperatorException unsupported) {
            return new Result(Outcome.UNSUPPORTED, String.valueOf(unsupported.getMessage()));
        }
        try {
            for (Path set : dataSets()) {
                for (OnnxEvaluation.Execution execution : OnnxEvaluation.Execution.values()) {
                    Optional<String> wrong = compare(model, set, execution);
                    if (wrong.isPresent()) {
                        return new Result(Outcome.FAILED, wrong.get());
                    }
                }
            }
            return new Result(Outcome.PASSED, "");
        } catch (UnreadData unread) {
            return new Result(Outcome.UNSUPPORTED, String.valueOf(unread.getMessage()));
        } catch (RuntimeException problem) {
            return new Result(Outcome.FAILED, problem.toString());
        }
    }

    /** Something unsupported that came up before any data were read: by the shapes in the file. */
    private static final class UnreadData extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadData(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    private Optional<String> compare(ModelProto model, Path set, OnnxEvaluation.Execution execution) {
        Set<String> read = new HashSet<>();
        Map<String, Supplier<TensorProto>> inputs = new LinkedHashMap<>();
        inputs(model.graph(), set)
                .forEach((name, tensor) -> inputs.put(name, () -> {
                    read.add(name);
                    return tensor.get();
                }));
        Map<String, TensorProto> results;
        try {
            results = OnnxEvaluation.of(OnnxImport.of(folder.getFileName().toString(), model), inputs, execution);
        } catch (UnsupportedOperatorException unsupported) {
            if (read.isEmpty()) {
                throw new UnreadData(unsupported);
            }
            throw unsupported;
        }
        for (int index = 0; index < model.graph().outputs().size(); index++) {
            String name = model.graph().outputs().get(index).name();
            TensorProto expected = TensorFile.read(set.resolve("output_" + index + ".pb"));
            Optional<String> wrong = difference(expected, results.get(name));
            if (wrong.isPresent()) {
                return Optional.of(execution + ", output '" + name + "': " + wrong.get());
            }
        }
        return Optional.empty();
    }

    private List<Path> dataSets() {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
    }

    /** The files {@code input_0.pb}, ... in the order of the inputs. */
    private static Map<String, Supplier<TensorProto>> inputs(GraphProto graph, Path set) {
        Map<String, Supplier<TensorProto>> inputs = new LinkedHashMap<>();
        for (int index = 0; index < graph.inputs().size(); index++) {
            Path file = set.resolve("input_" + index + ".pb");
            if (Files.exists(file)) {
                inputs.put(graph.inputs().get(index).name(), () -> TensorFile.read(file));
            }
        }
        return inputs;
    }

    /** What is wrong with a tensor, if something is. */
    static Optional<String> difference(TensorProto expected, TensorProto actual) {
        if (!expected.extents().equals(actual.extents())) {
            return Optional.of("needs " + expected.extents() + ", but got " + actual.extents());
        }
        float[] right = expected.floats();
        float[] came = actual.floats();
        for (int at = 0; at < right.length; at++) {
            boolean same = right[at] == came[at] || (Float.isNaN(right[at]) && Float.isNaN(came[at]));
            boolean near = Math.abs((double) right[at] - came[at]) <= ABSOLUTE + RELATIVE * Math.abs(right[at]);
            if (!same && !near) {
                return Optional.of("at " + at + " needs " + right[at] + ", but " + came[at] + " came");
            }
        }
        return expected.type() == ElementType.STRING ? Optional.of("strings") : Optional.empty();
    }
}
