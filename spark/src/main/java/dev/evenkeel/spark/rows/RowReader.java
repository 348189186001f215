package dev.evenkeel.spark.rows;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** Writes rows as inputs of a network. For one thread. */
public interface RowReader {
    /**
     * Writes the inputs of rows, one after the other, from the start of an array.
     *
     * @return why a row cannot be an input, by its place among these; what was written of it means nothing then
     */
    Map<Integer, String> read(List<Row> rows, float[] inputs);
}
