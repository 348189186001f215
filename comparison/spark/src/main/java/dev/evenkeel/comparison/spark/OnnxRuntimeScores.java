package dev.evenkeel.comparison.spark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** The likelier of two classes of each row by ONNX Runtime, in batches of 512, with one session for all tasks. */
final class OnnxRuntimeScores implements Iterator<Double> {
    private static final int BATCH = 512;
    private static Optional<OrtSession> shared = Optional.empty();

    private final Iterator<Row> rows;
    private final OrtSession session;
    private float[] inputs = new float[0];
    private float[][] outputs = new float[0][];
    private int width;
    private int at;

    private OnnxRuntimeScores(Iterator<Row> rows, byte[] onnx) throws OrtException {
        this.rows = rows;
        session = session(onnx);
    }

    /** One for all tasks of the JVM. */
    private static synchronized OrtSession session(byte[] onnx) throws OrtException {
        if (shared.isEmpty()) {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(1);
            shared = Optional.of(OrtEnvironment.getEnvironment().createSession(onnx, options));
        }
        return shared.get();
    }

    @Override
    public boolean hasNext() {
        return at < outputs.length || rows.hasNext();
    }

    @Override
    public Double next() {
        if (at == outputs.length) {
            fill();
        }
        float[] row = outputs[at++];
        return row[1] > row[0] ? 1.0 : 0.0;
    }

    private void fill() {
        int count = 0;
        while (count < BATCH && rows.hasNext()) {
            double[] values = ((Vector) rows.next().get(0)).toArray();
            if (count == 0) {
                width = values.length;
                inputs = new float[BATCH * width];
            }
            for (int column = 0; column < width; column++) {
                inputs[count * width + column] = (float) values[column];
            }
            count++;
        }
        try (OnnxTensor tensor = OnnxTensor.createTensor(
                        OrtEnvironment.getEnvironment(),
                        FloatBuffer.wrap(inputs, 0, count * width),
                        new long[] {count, width});
                OrtSession.Result result =
                        session.run(Map.of(session.getInputNames().iterator().next(), tensor))) {
            outputs = (float[][]) result.get(0).getValue();
            at = 0;
        } catch (OrtException problem) {
            throw new IllegalStateException(problem);
        }
    }

    /** A column {@code prediction} of a network over a column {@code features} of vectors. */
    static Dataset<Row> of(Dataset<Row> vectors, byte[] onnx) {
        MapPartitionsFunction<Row, Double> score = rows -> new OnnxRuntimeScores(rows, onnx);
        return vectors.select("features")
                .mapPartitions(score, Encoders.DOUBLE())
                .toDF("prediction");
    }
}
