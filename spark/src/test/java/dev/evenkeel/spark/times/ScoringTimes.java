package dev.evenkeel.spark.times;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.formats.onnx.Onnx;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Mlp;
import dev.evenkeel.spark.EvenkeelModel;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Rows a second that a network of 20 inputs, two hidden layers of 64 and 32, and 2 classes scores from Parquet in local[2], beside
 * Spark's own perceptron and ONNX Runtime in {@code mapPartitions}: {@code ScoringTimes [rows] [rounds] [vectors,columns,spark,reading,onnxruntime]}. Contenders take turns.
 */
final class ScoringTimes {
    private static final int COLUMNS = 20;

    /** Without {@code onnxruntime}, which ends the JVM on some machines: name it to try. */
    private static final String USUAL = "vectors,columns,spark,reading";

    private ScoringTimes() {}

    public static void main(String... arguments) throws IOException {
        long rows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
        String parquet = Files.createTempDirectory("scoring").resolve("rows").toString();
        Column[] columns = IntStream.range(0, COLUMNS)
                .mapToObj(column -> functions.randn(column).as("c" + column))
                .toArray(Column[]::new);
        spark.range(0, rows, 1, 8).select(columns).write().parquet(parquet);
        String[] names =
                IntStream.range(0, COLUMNS).mapToObj(column -> "c" + column).toArray(String[]::new);
        Dataset<Row> table = spark.read().parquet(parquet);
        Dataset<Row> vectors = new VectorAssembler()
                .setInputCols(names)
                .setOutputCol("features")
                .transform(table);
        MultilayerPerceptronClassificationModel theirs = new MultilayerPerceptronClassifier()
                .setLayers(new int[] {COLUMNS, 64, 32, 2})
                .setMaxIter(1)
                .fit(vectors.limit(1000).withColumn("label", functions.expr("cast(c0 > 0 as double)")));
        Model model = model();
        byte[] onnx = onnx(model);
        EvenkeelModel ours = EvenkeelModel.of(model);
        EvenkeelModel fromColumns = EvenkeelModel.of(model).setFeaturesCols(names);
        Map<String, Supplier<Dataset<Row>>> contenders = new LinkedHashMap<>();
        contenders.put("vectors", () -> ours.transform(vectors));
        contenders.put("columns", () -> fromColumns.transform(table));
        contenders.put("spark", () -> theirs.transform(vectors));
        contenders.put("onnxruntime", () -> scored(vectors, onnx));
        contenders.put("reading", () -> vectors.selectExpr("features", "cast(c0 as double) as prediction"));
        List<String> chosen = List.of((arguments.length > 2 ? arguments[2] : USUAL).split(",", -1));
        contenders.keySet().retainAll(chosen);
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            contenders.forEach((name, contender) -> {
                long start = System.nanoTime();
                contender.get().agg(functions.sum("prediction")).collectAsList();
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf("%s: %.2f s%n", name, seconds);
                rates.computeIfAbsent(name, absent -> new ArrayList<>()).add(rows / seconds);
            });
        }
        rates.forEach(
                (name, all) -> System.out.printf("%-20s %,12.0f rows/s (median of %s)%n", name, median(all), all));
        spark.stop();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static Model model() {
        Randomness randomness = Randomness.of(1, "rows");
        float[][] inputs = new float[1000][COLUMNS];
        int[] classes = new int[inputs.length];
        for (int row = 0; row < inputs.length; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                inputs[row][column] = (float) randomness.nextGaussian();
            }
            classes[row] = inputs[row][0] > 0 ? 1 : 0;
        }
        return Trainer.of(Mlp.of(List.of(64, 32)).network(Shape.of(COLUMNS), 2))
                .epochs(2)
                .fit(Datasets.of(Shape.of(COLUMNS), inputs, classes, Target.classes(2)));
    }

    private static byte[] onnx(Model model) throws IOException {
        Path file = Files.createTempFile("model", ".onnx");
        Onnx.write(model, file);
        return Files.readAllBytes(file);
    }

    private static Dataset<Row> scored(Dataset<Row> vectors, byte[] onnx) {
        MapPartitionsFunction<Row, Double> score = rows -> new Scores(rows, onnx);
        return vectors.select("features")
                .mapPartitions(score, Encoders.DOUBLE())
                .toDF("prediction");
    }

    /** The likelier class by ONNX Runtime, in batches. */
    private static final class Scores implements Iterator<Double> {
        private static final int BATCH = 512;
        private static Optional<OrtSession> shared = Optional.empty();

        private final Iterator<Row> rows;
        private final OrtSession session;
        private final float[] inputs = new float[BATCH * COLUMNS];
        private float[][] outputs = new float[0][];
        private int at;

        Scores(Iterator<Row> rows, byte[] onnx) throws OrtException {
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
                for (int column = 0; column < COLUMNS; column++) {
                    inputs[count * COLUMNS + column] = (float) values[column];
                }
                count++;
            }
            try (OnnxTensor tensor = OnnxTensor.createTensor(
                            OrtEnvironment.getEnvironment(),
                            FloatBuffer.wrap(inputs, 0, count * COLUMNS),
                            new long[] {count, COLUMNS});
                    OrtSession.Result result = session.run(
                            Map.of(session.getInputNames().iterator().next(), tensor))) {
                outputs = (float[][]) result.get(0).getValue();
                at = 0;
            } catch (OrtException problem) {
                throw new IllegalStateException(problem);
            }
        }
    }
}
