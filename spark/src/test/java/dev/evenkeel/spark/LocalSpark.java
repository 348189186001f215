package dev.evenkeel.spark;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The one session of a test JVM: three tasks at a time, each tried three times, and whatever must not disturb switched on. */
public final class LocalSpark {
    private static final SparkSession SESSION = SparkSession.builder()
            .master("local[3, 3]")
            .appName("evenkeel")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "3")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.sql.adaptive.enabled", "true")
            .config("spark.speculation", "true")
            .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/evenkeel-warehouse")
            .getOrCreate();

    private LocalSpark() {}

    public static SparkSession session() {
        return SESSION;
    }

    /** Rows in so many partitions, of which some may be empty. */
    public static Dataset<Row> rows(List<Row> rows, StructType schema, int partitions) {
        org.apache.spark.api.java.JavaSparkContext context =
                org.apache.spark.api.java.JavaSparkContext.fromSparkContext(SESSION.sparkContext());
        return SESSION.createDataFrame(context.parallelize(rows, partitions), schema);
    }
}
