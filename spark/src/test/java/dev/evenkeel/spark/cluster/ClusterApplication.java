package dev.evenkeel.spark.cluster;

import static org.apache.spark.sql.functions.col;

import dev.evenkeel.spark.EvenkeelClassificationModel;
import dev.evenkeel.spark.EvenkeelClassifier;
import dev.evenkeel.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** What the applications of the tests do on a cluster: {@code fit FOLDER WORKERS EPOCHS}, {@code score FOLDER PARTITIONS}, or
 * {@code all FOLDER WORKERS EPOCHS}: both, and rows that are odd. */
public final class ClusterApplication {
    private static final String[] FEATURES = {"a", "b", "town", "flag"};

    private ClusterApplication() {}

    public static void main(String... arguments) {
        SparkSession spark = SparkSession.builder().appName(arguments[0]).getOrCreate();
        String folder = arguments[1];
        int number = Integer.parseInt(arguments[2]);
        switch (arguments[0]) {
            case "fit" -> fit(spark, folder, number, Integer.parseInt(arguments[3]));
            case "score" -> score(spark, folder, number);
            default -> {
                fit(spark, folder, number, Integer.parseInt(arguments[3]));
                score(spark, folder, 8);
                new OddRows(spark, number).tell();
            }
        }
        spark.stop();
    }

    /** Mixed columns, some values missing. */
    private static Dataset<Row> rows(SparkSession spark, int count, int partitions) {
        return spark.range(0, count, 1, partitions)
                .withColumn("a", functions.expr("CASE WHEN id % 50 = 7 THEN NULL ELSE sin(id) END"))
                .withColumn("b", functions.expr("cast(id % 13 AS int)"))
                .withColumn("town", functions.expr("element_at(array('Bonn', 'Ulm', 'Kiel'), 1 + cast(id % 3 AS int))"))
                .withColumn("flag", functions.expr("id % 7 < 3"))
                .withColumn("label", functions.expr("CASE WHEN sin(id) + (id % 13) / 6 > 1 THEN 'yes' ELSE 'no' END"));
    }

    private static void fit(SparkSession spark, String folder, int workers, int epochs) {
        EvenkeelClassificationModel model = new EvenkeelClassifier()
                .setFeaturesCols(FEATURES)
                .setLabelCol("label")
                .setMissing("impute")
                .setHiddenLayers(32)
                .setBatchSize(64)
                .setEpochs(epochs)
                .setNumWorkers(workers)
                .setCheckpointDir(folder + "/state")
                .setWorkerTimeout(30)
                .fit(rows(spark, 2000, 4));
        try {
            model.write().overwrite().save(folder + "/model");
        } catch (java.io.IOException problem) {
            throw new java.io.UncheckedIOException(problem);
        }
        System.out.println("MODEL " + sum(model.model().tensors()));
    }

    private static void score(SparkSession spark, String folder, int partitions) {
        Dataset<Row> scored =
                EvenkeelClassificationModel.load(folder + "/model").transform(rows(spark, 200_000, partitions));
        Row sums = scored.agg(
                        functions.count("prediction"),
                        functions.expr("bit_xor(xxhash64(id, probability))"),
                        functions.avg(
                                col("label").equalTo(col("predictedLabel")).cast("double")))
                .head();
        System.out.println("SCORED " + sums.getLong(0) + " " + sums.getLong(1) + " right " + sums.getDouble(2));
    }

    static String sum(Map<String, Tensor> tensors) {
        int hash = 1;
        for (Map.Entry<String, Tensor> tensor : new TreeMap<>(tensors).entrySet()) {
            for (float value : tensor.getValue().toArray()) {
                hash = 31 * hash + Float.floatToIntBits(value);
            }
        }
        return Integer.toHexString(hash);
    }
}
