package dev.evenkeel.formats.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What a file with the input {@code x} computes here, folded and unfolded, beside what ONNX Runtime makes of it. */
final class RuntimeComparison {
    private final List<String> different = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private int equal;
    private int notRun;

    /** Files that gave something else here, with their titles. */
    List<String> different() {
        return different;
    }

    /** The reasons for which files were refused here that ONNX Runtime computes. */
    List<String> refused() {
        return refused;
    }

    int equal() {
        return equal;
    }

    /** How many files ONNX Runtime does not compute. */
    int notRun() {
        return notRun;
    }

    /** Compares for a random input of these extents. */
    void compare(String title, ModelProto file, long... extents) {
        float[] values = new float[(int) Arrays.stream(extents).reduce(1, (a, b) -> a * b)];
        Random random = new Random(3);
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) random.nextGaussian();
        }
        compare(title, file, values, extents);
    }

    /** @param extents of the input */
    void compare(String title, ModelProto file, float[] values, long... extents) {
        Optional<TensorProto> right = runtime(file, values, extents);
        if (right.isEmpty()) {
            notRun++;
            return;
        }
        TensorProto x = TensorProto.ofFloats("x", Arrays.stream(extents).boxed().toList(), values);
        for (OnnxEvaluation.Execution execution : OnnxEvaluation.Execution.values()) {
            try {
                Map<String, TensorProto> results =
                        OnnxEvaluation.of(OnnxImport.of(title, file), Map.of("x", () -> x), execution);
                Optional<String> wrong = ConformanceCase.difference(
                        right.get(), results.values().iterator().next());
                if (wrong.isPresent()) {
                    different.add(title + ", " + execution + ": " + wrong.get());
                    return;
                }
            } catch (OnnxException refusal) {
                refused.add(String.valueOf(refusal.getMessage()));
                return;
            }
        }
        equal++;
    }

    /** The first output; empty if ONNX Runtime refuses the file. */
    static Optional<TensorProto> runtime(ModelProto file, float[] values, long... extents) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            try (OrtSession session = environment.createSession(OnnxFile.bytes(file), options);
                    OnnxTensor given = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), extents);
                    OrtSession.Result result = session.run(Map.of("x", given))) {
                OnnxTensor first = (OnnxTensor) result.get(0);
                float[] numbers = new float[first.getFloatBuffer().remaining()];
                first.getFloatBuffer().get(numbers);
                return Optional.of(TensorProto.ofFloats(
                        "y", Arrays.stream(first.getInfo().getShape()).boxed().toList(), numbers));
            }
        } catch (OrtException refused) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return equal + " equal, " + refused.size() + " refused, " + notRun + " not run by ONNX Runtime, "
                + different.size() + " different";
    }
}
