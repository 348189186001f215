package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.GivenColumns;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.spark.rows.CellForm;
import dev.evenkeel.worker.Workers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/** The labels of the rows that are learnt from. */
final class Labels {
    private static final int FEW = 100;

    private final LabelColumn column;
    private final int place;
    private final Numbers values = new Numbers();
    private final Texts texts = new Texts();
    private Workers workers = Workers.alone();
    private List<String> names = List.of();

    Labels(LabelColumn column, int place) {
        this.column = column;
        this.place = place;
    }

    /** @throws EvenkeelException if the row has no label that can be one */
    void add(Row row) {
        if (row.isNullAt(place)) {
            throw unfit("is missing, and nothing can be learnt without it: remove the row");
        }
        switch (column.kind()) {
            case TEXT -> {
                String text = CellForm.TEXT.text(row, place).strip();
                if (text.isEmpty()) {
                    throw unfit("is empty, and nothing can be learnt without it: remove the row");
                }
                texts.add(text);
            }
            case PLACE -> values.add(classPlace(CellForm.number(row, place)));
            case VALUE -> {
                double value = CellForm.number(row, place);
                if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                    throw unfit("is " + value + ", but it needs a finite number of 32 bits");
                }
                values.add(value);
            }
        }
    }

    private double classPlace(double value) {
        boolean isPlace = value >= 0 && value == Math.rint(value) && value < Integer.MAX_VALUE;
        if (!isPlace || column.classes() > 0 && value >= column.classes()) {
            throw unfit("is " + value + ", but classes are the whole numbers "
                    + (column.classes() > 0 ? "0 to " + (column.classes() - 1) : "0, 1, 2, ...")
                    + ": index them, as by StringIndexer");
        }
        return value;
    }

    private EvenkeelException unfit(String why) {
        return new EvenkeelException("label column '" + column.name() + "' " + why);
    }

    /** From here on the classes are those of all workers. */
    void share(Workers others) {
        workers = others;
        if (workers.several() && column.kind() != LabelColumn.Kind.VALUE) {
            names = sharedNames();
        }
    }

    /** As a column of a table. */
    GivenColumns.Values column() {
        return switch (column.kind()) {
            case TEXT -> new GivenColumns.Texts(texts.list());
            case PLACE -> new GivenColumns.Declared(names(), places());
            case VALUE -> new GivenColumns.Numbers(values.array());
        };
    }

    Target target() {
        return column.kind() == LabelColumn.Kind.VALUE ? Target.values(1) : Target.classes(names());
    }

    /** The place of each row's class, or its value. */
    float[] targets() {
        if (column.kind() == LabelColumn.Kind.TEXT) {
            Map<String, Integer> places = new HashMap<>();
            names().forEach(name -> places.put(name, places.size()));
            float[] targets = new float[texts.list().size()];
            for (int row = 0; row < targets.length; row++) {
                targets[row] = Objects.requireNonNull(places.get(texts.list().get(row)));
            }
            return targets;
        }
        return values.floats();
    }

    private int[] places() {
        double[] all = values.array();
        int[] places = new int[all.length];
        for (int row = 0; row < places.length; row++) {
            places[row] = (int) all[row];
        }
        return places;
    }

    /** @throws EvenkeelException if there are fewer than two, or too many to learn */
    private List<String> names() {
        List<String> known = names;
        if (known.isEmpty()) {
            known = sharedNames();
            names = known;
        }
        return known;
    }

    private List<String> sharedNames() {
        List<String> found;
        if (column.kind() == LabelColumn.Kind.TEXT) {
            found = List.copyOf(SharedWords.union(new TreeSet<>(texts.list()), workers));
        } else {
            int largest = largest();
            double[] rows = {values.size()};
            workers.add(rows);
            int count = column.classes() > 0 ? column.classes() : Math.max(2, largest + 1);
            if (column.classes() == 0 && count > FEW && count > rows[0] / 2) {
                throw unfit("has the class " + largest + " in " + (long) rows[0] + " rows, too many to learn: index"
                        + " the classes, as by StringIndexer, or fit an EvenkeelRegressor");
            }
            found = column.names(count);
        }
        if (found.isEmpty()) {
            throw new EvenkeelException("The DataFrame has no rows, so there is nothing to learn from");
        }
        if (found.size() < 2) {
            throw unfit("has one class alone, '" + found.get(0) + "', in every row: there is nothing to tell apart");
        }
        return found;
    }

    private int largest() {
        int largest = 0;
        for (double value : values.array()) {
            largest = Math.max(largest, (int) value);
        }
        double[] each = new double[workers.count()];
        workers.gather(new double[] {largest}, each);
        return (int) Arrays.stream(each).max().orElse(0);
    }
}
