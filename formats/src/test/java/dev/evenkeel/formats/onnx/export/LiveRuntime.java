package dev.evenkeel.formats.onnx.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.OnnxFile;
import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** ONNX Runtime on a model, with examples given and taken channels last. */
final class LiveRuntime {
    private LiveRuntime() {}

    /** The outputs of examples one after the other, both as this library has them. */
    static float[] run(ModelProto model, Shape input, Shape output, float[] examples) {
        int count = examples.length / input.size();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = options();
                OrtSession session = environment.createSession(OnnxFile.bytes(model), options);
                OnnxTensor given = OnnxTensor.createTensor(
                        environment,
                        FloatBuffer.wrap(toFile(model.graph().inputs().get(0), input, examples)),
                        extents(model.graph().inputs().get(0), count));
                OrtSession.Result result = session.run(Map.of("input", given))) {
            float[] outputs =
                    floats(result.get(0), extents(model.graph().outputs().get(0), count));
            return fromFile(model.graph().outputs().get(0), output, outputs);
        } catch (OrtException problem) {
            throw new AssertionError(problem.getMessage() + "\n" + model.graph().nodes(), problem);
        }
    }

    /** Examples as this library has them, as a file's input has them. */
    static float[] toFile(ValueProto value, Shape shape, float[] examples) {
        return isAsOurs(value, shape) ? examples : moved(examples, shape.positions(), shape.channels());
    }

    /** Examples as a file's output has them, as this library has them. */
    static float[] fromFile(ValueProto value, Shape shape, float[] examples) {
        return isAsOurs(value, shape) ? examples : moved(examples, shape.channels(), shape.positions());
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        return options;
    }

    private static float[] floats(OnnxValue value, long[] extents) {
        OnnxTensor tensor = (OnnxTensor) value;
        if (!Arrays.equals(extents, tensor.getInfo().getShape())) {
            throw new AssertionError("the file promises " + Arrays.toString(extents) + ", but got "
                    + Arrays.toString(tensor.getInfo().getShape()));
        }
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    private static boolean isAsOurs(ValueProto value, Shape shape) {
        return Arrays.equals(
                extents(value, 1),
                Arrays.stream(shape.prepend(1).toArray()).asLongStream().toArray());
    }

    private static long[] extents(ValueProto value, int batch) {
        return value.extents().orElseThrow().stream()
                .mapToLong(extent -> extent.size().orElse(batch))
                .toArray();
    }

    /** Each example {@code [rows, columns] -> [columns, rows]}. */
    private static float[] moved(float[] values, int rows, int columns) {
        float[] moved = new float[values.length];
        for (int index = 0; index < values.length; index++) {
            int example = index / (rows * columns);
            int row = index / columns % rows;
            int column = index % columns;
            moved[(example * columns + column) * rows + row] = values[index];
        }
        return moved;
    }
}
