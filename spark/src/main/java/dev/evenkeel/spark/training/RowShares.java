package dev.evenkeel.spark.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Rows cut into as many runs as there are workers, which differ by one row at most: in the order of their partitions and within these,
 * whatever the partitions are.
 */
final class RowShares {
    private RowShares() {}

    static JavaRDD<Row> of(JavaRDD<Row> rows, int workers) {
        if (workers == 1 && rows.getNumPartitions() == 1) {
            return rows;
        }
        long[] first = new long[rows.getNumPartitions()];
        long all = 0;
        if (workers == 1) {
            Arrays.setAll(first, partition -> (long) partition << Integer.SIZE);
        } else {
            List<Long> counts = rows.mapPartitions(
                            partition -> List.of(count(partition)).iterator())
                    .collect();
            for (int partition = 0; partition < first.length; partition++) {
                first[partition] = all;
                all += counts.get(partition);
            }
        }
        return rows.mapPartitionsWithIndex(
                        (partition, ofPartition) -> new Numbered(ofPartition, first[partition]), false)
                .mapToPair(numbered -> numbered)
                .repartitionAndSortWithinPartitions(new Even(workers, all))
                .values();
    }

    private static long count(Iterator<Row> rows) {
        long count = 0;
        while (rows.hasNext()) {
            rows.next();
            count++;
        }
        return count;
    }

    private static final class Numbered implements Iterator<Tuple2<Long, Row>> {
        private final Iterator<Row> rows;
        private long number;

        Numbered(Iterator<Row> rows, long first) {
            this.rows = rows;
            number = first;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Tuple2<Long, Row> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return new Tuple2<>(number++, rows.next());
        }
    }

    private static final class Even extends Partitioner implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int workers;
        private final long rows;

        Even(int workers, long rows) {
            this.workers = workers;
            this.rows = rows;
        }

        @Override
        public int numPartitions() {
            return workers;
        }

        @Override
        public int getPartition(Object number) {
            return workers == 1 ? 0 : (int) Math.min(workers - 1, (Long) number * workers / rows);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Even even && even.workers == workers && even.rows == rows;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(rows) * 31 + workers;
        }
    }
}
