package dev.evenkeel.spark.training;

import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.table.GivenColumns;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.data.table.encoding.Task;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.spark.rows.CellForm;
import dev.evenkeel.worker.Workers;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * Columns of a table. Null is missing, NaN and the empty text too; no word is, so that {@code NA} is a value.
 *
 * @param kept columns that are learnt from even if their texts tell rows apart
 * @param fitted what {@link FittedEncoding#text()} wrote of all rows; empty before that
 */
record LearntTable(List<Source> sources, LabelColumn label, boolean imputes, List<String> kept, String fitted)
        implements LearntColumns {
    record Source(int place, String column, CellForm form) implements Serializable {}

    LearntTable {
        sources = List.copyOf(sources);
        kept = List.copyOf(kept);
    }

    /** The same for rows that are encoded as others were. */
    LearntTable fitted(String encoding) {
        return new LearntTable(sources, label, imputes, kept, encoding);
    }

    @Override
    public List<String> names() {
        return sources.stream().map(Source::column).toList();
    }

    @Override
    public Collector collector() {
        return fitted.isEmpty() ? new Cells() : new EncodedCells(this, FittedEncoding.parse(fitted));
    }

    TableFormat format() {
        Set<String> texts = new HashSet<>();
        Map<String, NumberForm> numbers = new HashMap<>();
        for (Source source : sources) {
            if (source.form == CellForm.NUMBER) {
                numbers.put(source.column, NumberForm.PLAIN);
            } else {
                texts.add(source.column);
            }
        }
        if (label.kind() == LabelColumn.Kind.VALUE) {
            numbers.put(label.name(), NumberForm.PLAIN);
        } else {
            texts.add(label.name());
        }
        return TableFormat.automatic().missingWords().learnt(texts, numbers, Set.of());
    }

    private EncodingRules rules() {
        return EncodingRules.defaults()
                .target(label.name())
                .task(label.kind() == LabelColumn.Kind.VALUE ? Task.REGRESSION : Task.CLASSIFICATION)
                .missing(imputes ? Missing.IMPUTE : Missing.REFUSE)
                .keep(kept.toArray(String[]::new));
    }

    /** All cells, of which it is then seen how to encode them. */
    private final class Cells implements Collector {
        private final List<Numbers> numbers = new ArrayList<>();
        private final List<Texts> texts = new ArrayList<>();

        Cells() {
            sources.forEach(source -> {
                numbers.add(new Numbers());
                texts.add(new Texts());
            });
        }

        @Override
        public void add(Row row) {
            for (int index = 0; index < sources.size(); index++) {
                Source source = sources.get(index);
                if (source.form == CellForm.NUMBER) {
                    numbers.get(index).add(CellForm.number(row, source.place));
                } else {
                    texts.get(index).add(source.form.text(row, source.place));
                }
            }
        }

        @Override
        public Examples examples(Labels labels, ExampleMarks marks, Workers workers) {
            int[] training = marks.training();
            int[] held = marks.validation();
            Table learnt = select(table(labels), training);
            TableEncoding encoding = TableEncoding.fit(learnt, rules());
            Dataset plain = encoding.dataset(learnt);
            return Examples.of(
                            Optional.of(FittedEncoding.of(encoding, plain)),
                            plain,
                            held.length == 0
                                    ? Optional.empty()
                                    : Optional.of(encoding.dataset(select(table(labels), held))))
                    .weighted(marks);
        }

        private static Table select(Table all, int[] rows) {
            return rows.length == all.rows() ? all : all.select(rows);
        }

        private Table table(Labels labels) {
            Map<String, GivenColumns.Values> columns = new LinkedHashMap<>();
            for (int index = 0; index < sources.size(); index++) {
                Source source = sources.get(index);
                columns.put(
                        source.column,
                        source.form == CellForm.NUMBER
                                ? new GivenColumns.Numbers(numbers.get(index).array())
                                : new GivenColumns.Texts(texts.get(index).list()));
            }
            columns.put(label.name(), labels.column());
            return new GivenColumns(Examples.NAME, columns).read(format());
        }
    }
}
