package dev.evenkeel.data.table;

import dev.evenkeel.data.csv.cell.CompactNumbers;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** One column of a {@link Table}: numbers or categories, each row's value known or missing. */
public sealed interface Column {
    String name();

    /** How many rows it has. */
    int size();

    boolean isMissing(int row);

    /** The value of a row as it could stand in a file; {@code ?} where it is missing. */
    String text(int row);

    /** The rows at {@code rows}, in that order: a view of this column. The array must not change. */
    Column select(int[] rows);

    /** Where the categories of a column come from. */
    enum Origin {
        /** The file lists them, in an order that is kept. */
        DECLARED,
        /** They are the values that occur, sorted. */
        OBSERVED
    }

    /** Numbers; {@code NaN} is a missing one. */
    final class Numbers implements Column {
        private final String name;
        private final CompactNumbers values;
        private final RowView view;

        /** The array must not change. */
        public Numbers(String name, double[] values) {
            this(name, CompactNumbers.of(values));
        }

        Numbers(String name, CompactNumbers values) {
            this(name, values, RowView.all(values.size()));
        }

        private Numbers(String name, CompactNumbers values, RowView view) {
            this.name = name;
            this.values = values;
            this.view = view;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int size() {
            return view.size();
        }

        /** The value of a row, {@code NaN} where it is missing. */
        public double value(int row) {
            return values.value(view.row(row));
        }

        /** The value of each row, as a new array. */
        public double[] values() {
            return IntStream.range(0, size()).mapToDouble(this::value).toArray();
        }

        /** The values that are not missing. */
        public DoubleStream known() {
            return IntStream.range(0, size()).mapToDouble(this::value).filter(value -> !Double.isNaN(value));
        }

        @Override
        public boolean isMissing(int row) {
            return Double.isNaN(value(row));
        }

        @Override
        public String text(int row) {
            return isMissing(row) ? "?" : Decimal.text(value(row));
        }

        @Override
        public Numbers select(int[] rows) {
            return new Numbers(name, values, view.select(rows));
        }

        @Override
        public String toString() {
            return "'" + name + "', " + size() + " numbers";
        }
    }

    /** Categories; a row holds an index into them, or -1 where it is missing. */
    final class Categories implements Column {
        private final String name;
        private final List<String> categories;
        private final int[] codes;
        private final Origin origin;
        private final RowView view;

        /** The array must not change. */
        public Categories(String name, List<String> categories, int[] codes, Origin origin) {
            this(name, List.copyOf(categories), codes, origin, RowView.all(codes.length));
        }

        private Categories(String name, List<String> categories, int[] codes, Origin origin, RowView view) {
            this.name = name;
            this.categories = categories;
            this.codes = codes;
            this.origin = origin;
            this.view = view;
        }

        @Override
        public String name() {
            return name;
        }

        public List<String> categories() {
            return categories;
        }

        public Origin origin() {
            return origin;
        }

        @Override
        public int size() {
            return view.size();
        }

        /** A row's index into the categories, -1 where it is missing. */
        public int code(int row) {
            return codes[view.row(row)];
        }

        /** The index of each row, as a new array. */
        public int[] codes() {
            return IntStream.range(0, size()).map(this::code).toArray();
        }

        @Override
        public boolean isMissing(int row) {
            return code(row) < 0;
        }

        @Override
        public String text(int row) {
            return isMissing(row) ? "?" : categories.get(code(row));
        }

        @Override
        public Categories select(int[] rows) {
            return new Categories(name, categories, codes, origin, view.select(rows));
        }

        /** The categories that occur, in order. */
        public List<String> seen() {
            int[] counts = counts();
            return IntStream.range(0, counts.length)
                    .filter(code -> counts[code] > 0)
                    .mapToObj(categories::get)
                    .toList();
        }

        /** How often each category occurs. */
        public int[] counts() {
            int[] counts = new int[categories.size()];
            for (int row = 0; row < size(); row++) {
                int code = code(row);
                if (code >= 0) {
                    counts[code]++;
                }
            }
            return counts;
        }

        @Override
        public String toString() {
            return "'" + name + "', " + size() + " values of " + ColumnBuilder.shown(categories);
        }
    }
}
