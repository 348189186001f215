package dev.evenkeel.comparison.spark;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.scala.spark.XGBoostClassifier;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Rows a second that a network of 20 inputs, two hidden layers of 64 and 32, and 2 classes scores from Parquet in local[2], beside
 * Spark's own perceptron, the same network by ONNX Runtime in {@code mapPartitions}, and 100 trees of XGBoost up to 6 deep. Contenders
 * take turns: {@code vectors} and {@code columns} add scores, probabilities and prediction, {@code prediction} as ONNX Runtime that alone,
 * and {@code reading} computes nothing.
 */
final class ScoringTimes {
    private static final int COLUMNS = 20;
    private static final int TREES = 100;

    private ScoringTimes() {}

    public static void main(String... arguments) throws IOException {
        long rows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10_000_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        SparkSession spark = Local.session(2);
        String parquet = Files.createTempDirectory("scoring").resolve("rows").toString();
        spark.range(0, rows, 1, 8).select(columns()).write().parquet(parquet);
        String[] names = names();
        Dataset<Row> table = spark.read().parquet(parquet);
        Dataset<Row> vectors = new VectorAssembler()
                .setInputCols(names)
                .setOutputCol("features")
                .transform(table);
        Dataset<Row> labelled =
                vectors.limit(100_000).withColumn("label", functions.expr("cast(c0 * c1 > 0 as double)"));
        Transformer perceptron = new MultilayerPerceptronClassifier()
                .setLayers(new int[] {COLUMNS, 64, 32, 2})
                .setMaxIter(1)
                .fit(labelled);
        XGBoostClassifier boosting = new XGBoostClassifier();
        boosting.setNumRound(TREES);
        boosting.setMaxDepth(6);
        boosting.setNumWorkers(1);
        Transformer trees = boosting.fit(labelled.coalesce(1));
        Model model = model();
        byte[] onnx = onnx(model);
        EvenkeelModel ours = EvenkeelModel.of(model);
        EvenkeelModel fromColumns = EvenkeelModel.of(model).setFeaturesCols(names);
        EvenkeelModel onlyPrediction =
                EvenkeelModel.of(model).setProbabilityCol("").setRawPredictionCol("");
        Map<String, Supplier<Dataset<Row>>> contenders = new LinkedHashMap<>();
        contenders.put("vectors", () -> ours.transform(vectors));
        contenders.put("columns", () -> fromColumns.transform(table));
        contenders.put("prediction", () -> onlyPrediction.transform(vectors.select("features")));
        contenders.put("spark", () -> perceptron.transform(vectors));
        contenders.put("xgboost", () -> trees.transform(vectors));
        contenders.put("onnxruntime", () -> OnnxRuntimeScores.of(vectors, onnx));
        contenders.put("reading", () -> vectors.selectExpr("features", "cast(c0 as double) as prediction"));
        if (arguments.length > 2) {
            contenders.keySet().retainAll(List.of(arguments[2].split(",", -1)));
        }
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

    /** Normal values. */
    static Column[] columns() {
        return IntStream.range(0, COLUMNS)
                .mapToObj(column -> functions.randn(column).cast("float").as("c" + column))
                .toArray(Column[]::new);
    }

    static String[] names() {
        return IntStream.range(0, COLUMNS).mapToObj(column -> "c" + column).toArray(String[]::new);
    }

    static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    static Model model() {
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
}
