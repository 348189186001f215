package dev.evenkeel.data.series;

import dev.evenkeel.data.table.ColumnBuilder;
import dev.evenkeel.data.table.Decimal;
import dev.evenkeel.layer.core.InputStandardization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Between which values each dimension of series lies, for as long as it may be one of which 32-bit floats tell nothing. */
final class DimensionRanges {
    /** How many dimensions of one value each are told of one by one. */
    private static final int MAX_SINGLY = 3;

    private static final double TINY = 1e-30;

    private final List<Range> dimensions = new ArrayList<>();

    /** @param word as the file writes the value */
    void take(int dimension, String word) {
        while (dimensions.size() <= dimension) {
            dimensions.add(new Range());
        }
        dimensions.get(dimension).take(word);
    }

    /** What is known of each dimension that tells nothing. */
    List<String> notes() {
        List<String> names = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int dimension = 0; dimension < dimensions.size(); dimension++) {
            Optional<String> held = dimensions.get(dimension).held();
            if (held.isPresent()) {
                names.add(String.valueOf(dimension + 1));
                notes.add("Dimension " + (dimension + 1) + " tells nothing: it is " + held.get());
            }
        }
        return notes.size() > MAX_SINGLY
                ? List.of(notes.size() + " dimensions tell nothing, since each is the same at every position of every"
                        + " series, as far as 32-bit floats tell: " + ColumnBuilder.shown(names))
                : notes;
    }

    /** One dimension, or the numbers that are predicted. */
    static final class Range {
        private double least = Double.POSITIVE_INFINITY;
        private double largest = Double.NEGATIVE_INFINITY;

        void take(String word) {
            if (least > largest || isConstant()) {
                double value = Double.parseDouble(word);
                least = Math.min(least, value);
                largest = Math.max(largest, value);
            }
        }

        /** Whether values differ by no more than the last digits of a float. */
        boolean isConstant() {
            return least <= largest
                    && InputStandardization.isConstant(Math.max(Math.abs(least), Math.abs(largest)), largest - least);
        }

        /** The one value, or between which ones floats do not tell; empty where it varies. */
        private Optional<String> held() {
            if (!isConstant()) {
                return Optional.empty();
            }
            return Optional.of(
                    least == largest
                            ? Decimal.text(least) + " at every position of every series"
                            : between() + ", too close together to learn from: " + apart());
        }

        /** As {@code between 3 and 4}, or {@code 3} alone. */
        String between() {
            return least == largest
                    ? Decimal.text(least)
                    : "between " + Decimal.text(least) + " and " + Decimal.text(largest);
        }

        boolean isOne() {
            return least == largest;
        }

        /** How 32-bit floats come to tell values apart. */
        String apart() {
            return Math.max(Math.abs(least), Math.abs(largest)) < TINY
                    ? "multiply each by a large number first"
                    : "subtract " + Decimal.text(least) + " from each first";
        }
    }
}
