package dev.evenkeel.spark.training;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * The rows of one training, without their schema. What is kept of them is this training's own: Spark shares what it keeps of a DataFrame
 * among all that have an equal plan, and takes it from all when one of them is done.
 */
final class KeptRows implements AutoCloseable {
    private final JavaRDD<Row> rows;

    private KeptRows(JavaRDD<Row> rows) {
        this.rows = rows;
    }

    /** Computed whenever they are read. */
    static KeptRows none(Dataset<Row> read) {
        return new KeptRows(bare(read));
    }

    /** Computed once, and kept in memory and then on disk, serialized, until this is closed. */
    static KeptRows of(Dataset<Row> read) {
        return new KeptRows(bare(read).persist(StorageLevel.MEMORY_AND_DISK_SER()));
    }

    /** A schema in each row would be written with each row. */
    private static JavaRDD<Row> bare(Dataset<Row> read) {
        return read.javaRDD().map(KeptRows::withoutSchema);
    }

    private static Row withoutSchema(Row row) {
        @Nullable Object[] values = new @Nullable Object[row.size()];
        for (int place = 0; place < values.length; place++) {
            values[place] = compact(row.get(place));
        }
        return RowFactory.create(values);
    }

    /** An array column comes as an object for each number, which takes several times the memory of the numbers. */
    private static @Nullable Object compact(@Nullable Object value) {
        if (!(value instanceof Seq<?> numbers)) {
            return value;
        }
        double[] values = new double[numbers.size()];
        Iterator<?> each = numbers.iterator();
        for (int index = 0; index < values.length; index++) {
            if (!(each.next() instanceof Number number)) {
                return value;
            }
            values[index] = number.doubleValue();
        }
        return Vectors.dense(values);
    }

    JavaRDD<Row> rows() {
        return rows;
    }

    @Override
    public void close() {
        if (!rows.getStorageLevel().equals(StorageLevel.NONE())) {
            rows.unpersist(false);
        }
    }
}
