package dev.evenkeel.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/** What ONNX Runtime computes of a file with one input, and whether this library computes the same. */
final class RuntimeReference {
    private RuntimeReference() {}

    /** The first output for the input {@code given}, both as the file has them. */
    static TensorProto run(ModelProto model, TensorProto given) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = options();
                OrtSession session = environment.createSession(OnnxFile.bytes(model), options);
                OnnxTensor input =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(given.floats()), longs(given));
                OrtSession.Result result =
                        session.run(Map.of(model.graph().inputs().get(0).name(), input))) {
            OnnxTensor tensor = (OnnxTensor) result.get(0);
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return TensorProto.ofFloats(
                    model.graph().outputs().get(0).name(),
                    Arrays.stream(tensor.getInfo().getShape()).boxed().toList(),
                    values);
        }
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
        options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        return options;
    }

    private static long[] longs(TensorProto tensor) {
        return tensor.extents().stream().mapToLong(Long::longValue).toArray();
    }

    /** Random input of {@code batch} examples where the file leaves their number open. */
    static TensorProto input(ModelProto model, int batch) {
        ValueProto input = model.graph().inputs().get(0);
        List<Long> extents = input.extents().orElseThrow().stream()
                .map(extent -> extent.size().orElse(batch))
                .toList();
        float[] values =
                new float[(int) extents.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b)];
        Random random = new Random(11);
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) random.nextGaussian();
        }
        return TensorProto.ofFloats(input.name(), extents, values);
    }

    /** Fails unless this library computes what ONNX Runtime does, for batches of these sizes. */
    static void assertAgrees(OnnxImport reading, int... batches) {
        compare(
                reading,
                batches,
                (right, own) -> assertThat(ConformanceCase.difference(right, own))
                        .as("%s", reading.file().graph().nodes())
                        .isEmpty());
    }

    /** Fails unless the worst difference is below 1e-5 of the largest value. */
    static void assertClose(OnnxImport reading, int... batches) {
        compare(reading, batches, (right, own) -> {
            double largest = Float.MIN_NORMAL;
            double worst = 0;
            for (int at = 0; at < right.floats().length; at++) {
                largest = Math.max(largest, Math.abs(right.floats()[at]));
                worst = Math.max(worst, Math.abs((double) right.floats()[at] - own.floats()[at]));
            }
            assertThat(worst / largest).isLessThan(1e-5);
        });
    }

    private static void compare(OnnxImport reading, int[] batches, BiConsumer<TensorProto, TensorProto> compared) {
        ModelProto model = reading.file();
        for (int batch : batches) {
            TensorProto given = input(model, batch);
            TensorProto right;
            try {
                right = run(model, given);
            } catch (OrtException problem) {
                throw new AssertionError(
                        problem.getMessage() + "\n" + model.graph().nodes(), problem);
            }
            for (OnnxEvaluation.Execution execution : OnnxEvaluation.Execution.values()) {
                TensorProto own = OnnxEvaluation.of(reading, Map.of(given.name(), () -> given), execution)
                        .get(right.name());
                try {
                    compared.accept(right, own);
                } catch (AssertionError different) {
                    throw new AssertionError(
                            "a batch of " + batch + ", " + execution + ": " + different.getMessage(), different);
                }
            }
        }
    }
}
