package dev.evenkeel.spark.rows;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.GivenColumns;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.encoding.EncodedRows;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.io.Serializable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** The columns that a table's encoding reads. */
record TableFeatures(List<Source> sources) implements Features {
    private static final Logger LOGGER = System.getLogger(TableFeatures.class.getName());

    record Source(int place, String column, CellForm form) implements Serializable {}

    TableFeatures {
        sources = List.copyOf(sources);
    }

    @Override
    public List<Integer> places() {
        return sources.stream().map(Source::place).toList();
    }

    @Override
    public RowReader reader(Optional<TableEncoding> encoding, int width) {
        return new Reader(encoding.orElseThrow(), width);
    }

    private Table table(List<Row> rows, TableFormat format) {
        Map<String, GivenColumns.Values> columns = new LinkedHashMap<>();
        sources.forEach(source -> columns.put(source.column, source.form.values(rows, source.place)));
        return new GivenColumns("rows", columns).read(format);
    }

    private final class Reader implements RowReader {
        private final TableEncoding encoding;
        private final TableFormat format;
        private final int width;
        private boolean warned;

        Reader(TableEncoding encoding, int width) {
            this.encoding = encoding;
            this.width = width;
            format = encoding.format();
        }

        @Override
        public Map<Integer, String> read(List<Row> rows, float[] inputs) {
            Table table = table(rows, format);
            Map<Integer, String> problems = new HashMap<>();
            EncodedRows encoded;
            try {
                encoded = encoding.encodeSilently(table);
            } catch (EvenkeelException unfit) {
                encoded = encoding.encodeReadable(table);
                for (RowProblem problem : encoded.problems()) {
                    problems.put(problem.row(), problem.reason());
                }
            }
            warn(encoded);
            for (int row = 0; row < rows.size(); row++) {
                encoded.read(row, inputs, row * width);
            }
            return problems;
        }

        private void warn(EncodedRows encoded) {
            if (!warned && !encoded.warnings().isEmpty()) {
                encoded.warnings().forEach(warning -> LOGGER.log(Level.WARNING, warning));
                warned = true;
            }
        }
    }
}
