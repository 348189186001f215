package dev.evenkeel.comparison.spark;

import static org.apache.spark.sql.functions.col;

import dev.evenkeel.spark.EvenkeelClassifier;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How long a perceptron of 28 inputs, two hidden layers of 64 and 32, and 2 classes takes to learn a made-up task in the manner of
 * HIGGS, and the log loss it reaches on rows held out, beside Spark's own: {@code TrainingTimes [rows] [epochs] [iterations]}.
 */
final class TrainingTimes {
    private static final int COLUMNS = 28;

    private TrainingTimes() {}

    public static void main(String... arguments) {
        long rows = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        int epochs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int iterations = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100;
        SparkSession spark = Local.session(2);
        Dataset<Row> training = data(spark, 0, rows).persist();
        Dataset<Row> held = data(spark, rows, rows + rows / 10).persist();
        System.out.printf("%,d rows to learn from, %,d held out%n", training.count(), held.count());
        for (int passes : new int[] {1, epochs}) {
            for (int workers : new int[] {1, 2}) {
                EvenkeelClassifier classifier = new EvenkeelClassifier()
                        .setHiddenLayers(64, 32)
                        .setBatchSize(1024)
                        .setEpochs(passes)
                        .setDropout(0)
                        .setNumWorkers(workers);
                measure(
                        "evenkeel, " + passes + " epochs, " + workers + " workers",
                        () -> classifier.fit(training),
                        held);
            }
        }
        MultilayerPerceptronClassifier theirs = new MultilayerPerceptronClassifier()
                .setLayers(new int[] {COLUMNS, 64, 32, 2})
                .setMaxIter(iterations)
                .setTol(1e-9);
        measure("spark, " + iterations + " iterations", () -> theirs.fit(training), held);
        spark.stop();
    }

    private static void measure(String name, Supplier<? extends Transformer> fit, Dataset<Row> held) {
        long start = System.nanoTime();
        Transformer model = fit.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        Column probability = functions
                .vector_to_array(col("probability"), "float64")
                .getItem(col("label").cast("int"));
        double loss = model.transform(held)
                .agg(org.apache.spark.sql.functions.avg(
                        org.apache.spark.sql.functions.log(probability).multiply(-1)))
                .head()
                .getDouble(0);
        System.out.printf("%-32s %8.1f s, log loss %.4f%n", name, seconds, loss);
    }

    /** Normal columns; the label follows products and squares of some, with noise. */
    private static Dataset<Row> data(SparkSession spark, long from, long to) {
        Column[] columns = IntStream.range(0, COLUMNS)
                .mapToObj(column -> org.apache
                        .spark
                        .sql
                        .functions
                        .randn(100 * from + column)
                        .as("c" + column))
                .toArray(Column[]::new);
        Random random = new Random(7);
        String score = IntStream.range(0, 24)
                .mapToObj(term -> String.format(
                        java.util.Locale.ROOT,
                        "%.3f * c%d * c%d",
                        random.nextGaussian(),
                        random.nextInt(COLUMNS),
                        random.nextInt(COLUMNS)))
                .collect(Collectors.joining(" + "));
        Dataset<Row> table = spark.range(from, to, 1, 4)
                .select(columns)
                .withColumn(
                        "label",
                        org.apache.spark.sql.functions.expr(
                                "cast(" + score + " + randn(" + (100 * from + 99) + ") > 0 as double)"));
        String[] names =
                IntStream.range(0, COLUMNS).mapToObj(column -> "c" + column).toArray(String[]::new);
        return new VectorAssembler()
                .setInputCols(names)
                .setOutputCol("features")
                .transform(table)
                .select("features", "label");
    }
}
