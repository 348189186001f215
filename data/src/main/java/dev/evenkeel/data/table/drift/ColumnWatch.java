package dev.evenkeel.data.table.drift;

import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.stream.Alarms;
import dev.evenkeel.drift.stream.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The columns of a table, tested in {@link Windows} of rows. Of the chance of false alarms a half is for the rows of the training, a
 * half for the windows; the columns, and their tests, share it evenly. Safe for any number of threads.
 */
public final class ColumnWatch {
    /** Up to which standard error a shift of half a deviation would be seen. */
    private static final double SEEN = 0.1;

    private final StoredColumns stored;
    private final List<ColumnPlace> places;
    private final List<ColumnLook> looks = new ArrayList<>();
    private final List<Alarms<ColumnLook.Test, RowSums>> alarms = new ArrayList<>();
    private final Windows<RowSums> windows;

    /**
     * Begins without rows.
     *
     * @param levels how many sizes windows have
     * @param falseAlarms the chance, over its whole life, that a column drifts without any drift
     */
    public ColumnWatch(StoredColumns stored, List<ColumnPlace> places, int levels, double falseAlarms) {
        this.stored = stored;
        this.places = List.copyOf(places);
        for (int column = 0; column < places.size(); column++) {
            looks.add(new ColumnLook(stored, places.get(column), column, falseAlarms / 2 / places.size()));
            alarms.add(new Alarms<>());
        }
        windows = new Windows<>(levels, falseAlarms / 2, this::none, (window, level, chance) -> judge(window, chance));
    }

    private RowSums none() {
        return new RowSums(stored.mean().length, places.size());
    }

    private void judge(RowSums window, double chance) {
        for (int column = 0; column < places.size(); column++) {
            for (ColumnLook.Test test : ColumnLook.Test.values()) {
                ColumnLook.Finding found = looks.get(column).find(test, window, chance / places.size());
                alarms.get(column).judge(test, found.effect(), found.bound(), window, windows.examples());
            }
        }
    }

    /** Takes in an encoded row from {@code at} on, of which it is not known what was missing. */
    public synchronized void add(float[] inputs, int at) {
        windows.add(sums -> sums.add(inputs, at, stored, places));
    }

    /** Takes in an encoded row from {@code at} on, and which of its columns had no value. */
    public synchronized void add(float[] inputs, int at, boolean[] gaps) {
        windows.add(sums -> {
            sums.add(inputs, at, stored, places);
            sums.add(gaps);
        });
    }

    /** How many rows came. */
    public synchronized long rows() {
        return windows.examples();
    }

    /**
     * Judges all rows together, once, and by that alone: for a table, whose order may mean nothing.
     *
     * @param missing how many rows had no value, for each column; none if that is unknown
     */
    public synchronized List<ColumnFigures> conclude(long[] missing) {
        RowSums all = windows.since();
        if (missing.length == places.size()) {
            all.setMissing(missing, all.examples());
        }
        alarms.forEach(own -> own.conclude(windows.examples(), () -> {}));
        if (all.examples() >= Windows.BLOCK / 2) {
            judge(all, windows.falseAlarms());
        }
        return figures(all);
    }

    /** What was found so far. */
    public synchronized List<ColumnFigures> figures() {
        return figures(windows.latest());
    }

    private List<ColumnFigures> figures(RowSums all) {
        List<ColumnFigures> figures = new ArrayList<>();
        for (int column = 0; column < places.size(); column++) {
            figures.add(figures(
                    column, isFaded(column, all) ? alarms.get(column).window().orElse(all) : all));
        }
        return List.copyOf(figures);
    }

    /** Whether all rows show less than half of what was found in some of them. */
    private boolean isFaded(int column, RowSums all) {
        for (ColumnLook.Test test : ColumnLook.Test.values()) {
            double found = alarms.get(column).effect(test).orElse(0.0);
            if (found
                    > 2
                            * looks.get(column)
                                    .find(test, all, windows.firstChance() / places.size())
                                    .effect()) {
                return true;
            }
        }
        return false;
    }

    private ColumnFigures figures(int column, RowSums rows) {
        ColumnPlace place = places.get(column);
        ColumnLook look = looks.get(column);
        boolean known = stored.isKnown() && rows.examples() > 0;
        OptionalLong since = alarms.get(column).since();
        int input = since.isPresent()
                ? look.find(ColumnLook.Test.SHIFT, rows, windows.firstChance() / places.size())
                        .input()
                : known ? look.farthest(rows) : place.first();
        double seen = !known ? Double.NaN : place.isNumber() ? look.error(rows, input) : stored.error(rows.examples());
        Verdict verdict =
                since.isPresent() ? Verdict.DRIFTING : seen <= SEEN ? Verdict.STEADY : Verdict.TOO_FEW_TO_TELL;
        return new ColumnFigures(
                rows.examples(),
                input,
                known ? OptionalDouble.of(rows.shift(input)) : OptionalDouble.empty(),
                known ? OptionalDouble.of(look.error(rows, input)) : OptionalDouble.empty(),
                known && place.isNumber() ? OptionalDouble.of(ratio(rows, input)) : OptionalDouble.empty(),
                place.isNumber() ? OptionalDouble.empty() : OptionalDouble.of(rows.unseen(column)),
                rows.known() > 0 ? OptionalDouble.of(rows.missing(column)) : OptionalDouble.empty(),
                verdict,
                since);
    }

    private double ratio(RowSums rows, int input) {
        return stored.deviation()[input] == 0 ? 1 : rows.ratio(input);
    }
}
