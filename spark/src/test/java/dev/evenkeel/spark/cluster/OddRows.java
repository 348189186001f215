package dev.evenkeel.spark.cluster;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.spark.EvenkeelClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;

/** Rows that are cut badly, or cannot be learnt from, on a cluster. What is seen is printed, a word and then what it is about. */
final class OddRows {
    private static final int ROWS = 64;

    private final SparkSession spark;
    private final int workers;

    OddRows(SparkSession spark, int workers) {
        this.spark = spark;
        this.workers = workers;
    }

    void tell() {
        Dataset<Row> even = vectors(spark.range(0, ROWS, 1, 2).toDF(), "cos(id)");
        Dataset<Row> ragged = vectors(
                spark.range(0, ROWS - 2, 1, 1)
                        .union(spark.range(0, 0, 1, 1))
                        .union(spark.range(ROWS - 2, ROWS - 1, 1, 1))
                        .union(spark.range(ROWS - 1, ROWS, 1, 1))
                        .toDF(),
                "cos(id)");
        UDF1<Vector, Vector> toSparse = Vector::toSparse;
        Dataset<Row> sparse = ragged.withColumn(
                "features", udf(toSparse, SQLDataTypes.VectorType()).apply(col("features")));
        say("SPARSE", learnt(sparse).equals(learnt(even)) ? "and ragged as dense and even" : "or ragged is otherwise");
        say(
                "UNFIT",
                problem(vectors(
                        spark.range(0, ROWS, 1, 2).toDF(), "CASE WHEN id = 51 THEN double('NaN') ELSE cos(id) END")));
        missing(even);
        unseen();
    }

    private static void say(String word, String what) {
        System.out.println(word + " " + what);
    }

    private static Dataset<Row> vectors(Dataset<Row> ids, String second) {
        return ids.withColumn(
                        "features",
                        array_to_vector(expr("array(CASE WHEN id % 3 = 0 THEN 0 ELSE sin(id) END, " + second
                                + ", double(0), double(id % 5))")))
                .withColumn("label", expr("double(id % 2)"));
    }

    private EvenkeelClassifier classifier() {
        return new EvenkeelClassifier()
                .setHiddenLayers(4)
                .setBatchSize(32)
                .setEpochs(2)
                .setNumWorkers(workers)
                .setWorkerTimeout(30);
    }

    private String learnt(Dataset<Row> rows) {
        return ClusterApplication.sum(classifier().fit(rows).model().tensors());
    }

    private String problem(Dataset<Row> rows) {
        try {
            return learnt(rows);
        } catch (EvenkeelException problem) {
            return String.valueOf(problem.getMessage());
        }
    }

    private void missing(Dataset<Row> rows) {
        spark.sparkContext().setJobGroup("missing", "a column that is not there", false);
        String problem = problem(rows.drop("features"));
        int jobs = spark.sparkContext().statusTracker().getJobIdsForGroup("missing").length;
        say("MISSING", problem + " after " + jobs + " jobs");
        spark.sparkContext().clearJobGroup();
    }

    private void unseen() {
        Dataset<Row> rows = spark.range(0, ROWS, 1, 3)
                .withColumn("town", expr("element_at(array('Bonn', 'Ulm'), 1 + cast(id % 2 AS int))"))
                .withColumn("a", expr("sin(id)"))
                .withColumn("label", expr("double(id % 2)"));
        long predictions = classifier()
                .setNumWorkers(1)
                .setFeaturesCols("town", "a")
                .fit(rows)
                .transform(rows.limit(3).withColumn("town", expr("'Rom'")))
                .filter(not(col("prediction").isNaN()))
                .count();
        say("UNSEEN", predictions + " predictions");
    }
}
