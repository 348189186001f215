package dev.evenkeel.spark.training;

import dev.evenkeel.worker.Workers;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What tells rows apart from others, whichever worker has which of them: with {@code h(i)} the hash of row i of n, {@code sum h(i)}
 * for their content, whatever their order, and {@code sum h(i) * B^(n - 1 - i)} for their order, both modulo {@code 2^64}.
 */
final class RowDigest {
    private static final long BASE = 0x9E3779B97F4A7C15L;
    private static final long NULL = 0x5BD1E995L;

    private long rows;
    private long content;
    private long order;

    /** Of the rows of all workers, as hexadecimal numbers. */
    record Of(String content, String order) {}

    /** Of rows that nobody needs to tell apart. */
    static final Of NONE = new Of("", "");

    /** The same rows, each of which is counted as it is read. */
    Iterator<Row> counting(Iterator<Row> read) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return read.hasNext();
            }

            @Override
            public Row next() {
                Row row = read.next();
                add(row);
                return row;
            }
        };
    }

    void add(Row row) {
        long hash = row.size();
        for (int place = 0; place < row.size(); place++) {
            hash = hash(hash, row.get(place));
        }
        rows++;
        content += hash;
        order = order * BASE + hash;
    }

    Of of(Workers workers) {
        double[] own = {rows, content >>> Integer.SIZE, low(content), order >>> Integer.SIZE, low(order)};
        double[] all = new double[own.length * workers.count()];
        workers.gather(own, all);
        long whole = 0;
        long ordered = 0;
        for (int at = 0; at < all.length; at += own.length) {
            whole += joined(all[at + 1], all[at + 2]);
            ordered = ordered * power((long) all[at]) + joined(all[at + 3], all[at + 4]);
        }
        return new Of(Long.toHexString(whole), Long.toHexString(ordered));
    }

    private static long low(long number) {
        return number & 0xFFFFFFFFL;
    }

    private static long joined(double high, double low) {
        return (long) high << Integer.SIZE | (long) low;
    }

    private static long power(long exponent) {
        long power = 1;
        long square = BASE;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            power = (rest & 1) == 0 ? power : power * square;
            square *= square;
        }
        return power;
    }

    private static long hash(long before, @Nullable Object value) {
        if (value == null) {
            return mix(before, NULL);
        }
        if (value instanceof Long whole) {
            return mix(before, whole);
        }
        if (value instanceof Number number) {
            return mix(before, Double.doubleToLongBits(number.doubleValue()));
        }
        if (value instanceof DenseVector dense) {
            return hash(before, dense.values());
        }
        if (value instanceof SparseVector sparse) {
            long hash = mix(before, sparse.size());
            for (int index : sparse.indices()) {
                hash = mix(hash, index);
            }
            return hash(hash, sparse.values());
        }
        if (value instanceof scala.collection.Seq<?> sequence) {
            return hash(before, CollectionConverters.asJava(sequence));
        }
        return hash(before, value.toString());
    }

    private static long hash(long before, double[] values) {
        long hash = mix(before, values.length);
        for (double value : values) {
            hash = mix(hash, Double.doubleToLongBits(value));
        }
        return hash;
    }

    private static long hash(long before, List<?> values) {
        long hash = mix(before, values.size());
        for (Object value : values) {
            hash = hash(hash, value);
        }
        return hash;
    }

    private static long hash(long before, String text) {
        long hash = mix(before, text.length());
        for (int index = 0; index < text.length(); index++) {
            hash = mix(hash, text.charAt(index));
        }
        return hash;
    }

    /** The finalizer of MurmurHash3 (Appleby 2011) over what came before and a value. */
    private static long mix(long before, long value) {
        long hash = before * 31 + value;
        hash = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ hash >>> 33) * 0xC4CEB9FE1A85EC53L;
        return hash ^ hash >>> 33;
    }
}
