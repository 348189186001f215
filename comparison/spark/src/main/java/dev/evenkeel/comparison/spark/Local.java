package dev.evenkeel.comparison.spark;

import org.apache.spark.sql.SparkSession;

/** Spark in this process. */
final class Local {
    private Local() {}

    /** On so many cores. */
    static SparkSession session(int cores) {
        SparkSession spark = SparkSession.builder()
                .master("local[" + cores + "]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
        return spark;
    }
}
