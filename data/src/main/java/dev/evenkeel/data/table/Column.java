package dev.evenkeel.data.table;

import java.util.List;
import java.util.stream.IntStream;

/** One column of a {@link Table}: numbers or categories, each row's value known or missing. */
public sealed interface Column {
    String name();

    /** How many rows it has. */
    int size();

    boolean isMissing(int row);

    /** The value of a row as it could stand in a file; {@code ?} where it is missing. */
    String text(int row);

    /** The rows at {@code rows}, in that order. */
    Column select(int[] rows);

    /** Where the categories of a column come from. */
    enum Origin {
        /** The file lists them, in an order that is kept. */
        DECLARED,
        /** They are the values that occur, sorted. */
        OBSERVED
    }

    /** Numbers; {@code NaN} is a missing one. */
    record Numbers(String name, double[] values) implements Column {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean isMissing(int row) {
            return Double.isNaN(values[row]);
        }

        @Override
        public String text(int row) {
            return isMissing(row) ? "?" : Decimal.text(values[row]);
        }

        @Override
        public Numbers select(int[] rows) {
            double[] selected = new double[rows.length];
            for (int index = 0; index < rows.length; index++) {
                selected[index] = values[rows[index]];
            }
            return new Numbers(name, selected);
        }
    }

    /** Categories; a row holds an index into them, or -1 where it is missing. */
    record Categories(String name, List<String> categories, int[] codes, Origin origin) implements Column {
        public Categories {
            categories = List.copyOf(categories);
        }

        @Override
        public int size() {
            return codes.length;
        }

        @Override
        public boolean isMissing(int row) {
            return codes[row] < 0;
        }

        @Override
        public String text(int row) {
            return isMissing(row) ? "?" : categories.get(codes[row]);
        }

        @Override
        public Categories select(int[] rows) {
            int[] selected = new int[rows.length];
            for (int index = 0; index < rows.length; index++) {
                selected[index] = codes[rows[index]];
            }
            return new Categories(name, categories, selected, origin);
        }

        /** The categories that occur, in order. */
        List<String> seen() {
            int[] counts = counts();
            return IntStream.range(0, counts.length)
                    .filter(code -> counts[code] > 0)
                    .mapToObj(categories::get)
                    .toList();
        }

        /** How often each category occurs. */
        int[] counts() {
            int[] counts = new int[categories.size()];
            for (int code : codes) {
                if (code >= 0) {
                    counts[code]++;
                }
            }
            return counts;
        }
    }
}
