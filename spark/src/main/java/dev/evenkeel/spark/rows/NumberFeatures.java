package dev.evenkeel.spark.rows;

import dev.evenkeel.data.table.encoding.TableEncoding;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** Columns of numbers, each a value of the input. */
record NumberFeatures(List<Source> sources) implements Features {
    record Source(int place, String column) implements Serializable {}

    NumberFeatures {
        sources = List.copyOf(sources);
    }

    @Override
    public List<Integer> places() {
        return sources.stream().map(Source::place).toList();
    }

    @Override
    public RowReader reader(Optional<TableEncoding> encoding, int width) {
        return (rows, inputs) -> {
            Map<Integer, String> problems = new HashMap<>();
            for (int row = 0; row < rows.size(); row++) {
                for (int index = 0; index < width; index++) {
                    Source source = sources.get(index);
                    float value = (float) CellForm.number(rows.get(row), source.place);
                    inputs[row * width + index] = value;
                    if (!Float.isFinite(value)) {
                        problems.putIfAbsent(row, problem(rows.get(row), source));
                    }
                }
            }
            return problems;
        };
    }

    private static String problem(Row row, Source source) {
        return "column '" + source.column + "' is " + row.get(source.place)
                + ", but it needs a finite number of 32 bits";
    }
}
