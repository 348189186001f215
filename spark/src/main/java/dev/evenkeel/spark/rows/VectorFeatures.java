package dev.evenkeel.spark.rows;

import dev.evenkeel.data.table.encoding.TableEncoding;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.collection.Iterator;
import scala.collection.Seq;

/** A column of vectors or arrays. */
public record VectorFeatures(int place, String column) implements Features {
    @Override
    public List<Integer> places() {
        return List.of(place);
    }

    /** How many values the vector of a row has; nothing if it has no vector. */
    public OptionalInt size(Row row) {
        return row.isNullAt(place) ? OptionalInt.empty() : OptionalInt.of(size(row.get(place)));
    }

    private static int size(Object value) {
        return value instanceof Vector vector ? vector.size() : ((Seq<?>) value).size();
    }

    @Override
    public RowReader reader(Optional<TableEncoding> encoding, int width) {
        return (rows, inputs) -> {
            Map<Integer, String> problems = new HashMap<>();
            for (int row = 0; row < rows.size(); row++) {
                int at = row;
                write(rows.get(row), inputs, row * width, width).ifPresent(problem -> problems.put(at, problem));
            }
            return problems;
        };
    }

    private Optional<String> write(Row row, float[] inputs, int offset, int width) {
        if (row.isNullAt(place)) {
            return Optional.of("column '" + column + "' is null");
        }
        Object value = row.get(place);
        int size = size(value);
        if (size != width) {
            return Optional.of("column '" + column + "' has " + size + (size == 1 ? " value" : " values")
                    + ", but the model reads " + width);
        }
        if (value instanceof DenseVector dense) {
            double[] values = dense.values();
            for (int index = 0; index < width; index++) {
                inputs[offset + index] = (float) values[index];
            }
        } else if (value instanceof SparseVector sparse) {
            Arrays.fill(inputs, offset, offset + width, 0f);
            int[] indices = sparse.indices();
            double[] values = sparse.values();
            for (int index = 0; index < indices.length; index++) {
                inputs[offset + indices[index]] = (float) values[index];
            }
        } else {
            Iterator<?> values = ((Seq<?>) value).iterator();
            for (int index = 0; index < width; index++) {
                inputs[offset + index] = values.next() instanceof Number number ? number.floatValue() : Float.NaN;
            }
        }
        return firstUnfit(value, inputs, offset, width);
    }

    private Optional<String> firstUnfit(Object value, float[] inputs, int offset, int width) {
        for (int index = 0; index < width; index++) {
            if (!Float.isFinite(inputs[offset + index])) {
                return Optional.of("value " + index + " of column '" + column + "' is " + said(value, index)
                        + ", but it needs a finite number of 32 bits");
            }
        }
        return Optional.empty();
    }

    private static String said(Object value, int index) {
        return value instanceof Vector vector
                ? String.valueOf(vector.apply(index))
                : String.valueOf(((Seq<?>) value).apply(index));
    }
}
