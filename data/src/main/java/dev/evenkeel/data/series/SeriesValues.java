package dev.evenkeel.data.series;

import dev.evenkeel.EvenkeelException;
import java.util.Locale;

/** The numbers of one series: dimensions in the file, positions in memory. */
final class SeriesValues {
    /** The most values of one series: a batch holds the longest of them as often as it has examples. */
    private static final int MAX = 1 << 24;

    private SeriesValues() {}

    /**
     * Reads {@code dimensions} parts into {@code [positions, dimensions]}; missing values become NaN.
     *
     * @param place of the series, for messages
     * @param ranges take what is not missing
     */
    static float[] read(String place, String[] parts, int dimensions, DimensionRanges ranges) {
        int length = count(parts[0]);
        for (int dimension = 1; dimension < dimensions; dimension++) {
            int other = count(parts[dimension]);
            if (other != length) {
                throw new EvenkeelException(
                        place + " has " + length + " values in dimension 1, but " + other
                                + " in dimension " + (dimension + 1)
                                + ": every dimension needs a value at every position; resample them, or write ? for what is missing");
            }
        }
        if ((long) length * dimensions > MAX) {
            throw new EvenkeelException(place + " has " + (long) length * dimensions
                    + " values, but a series may have at most " + MAX + ": cut or resample it");
        }
        float[] values = new float[length * dimensions];
        for (int dimension = 0; dimension < dimensions; dimension++) {
            read(place, parts[dimension], values, dimension, dimensions, ranges);
        }
        return values;
    }

    private static int count(String part) {
        int count = 1;
        for (int at = part.indexOf(','); at >= 0; at = part.indexOf(',', at + 1)) {
            count++;
        }
        return count;
    }

    private static void read(
            String place, String part, float[] values, int dimension, int dimensions, DimensionRanges ranges) {
        int from = 0;
        for (int at = dimension; at < values.length; at += dimensions) {
            int comma = part.indexOf(',', from);
            int to = comma < 0 ? part.length() : comma;
            String word = part.substring(from, to).strip();
            from = to + 1;
            if (isMissing(word)) {
                values[at] = Float.NaN;
            } else {
                values[at] = number(word);
                if (!Float.isFinite(values[at])) {
                    throw new EvenkeelException(place + ": '" + shortened(word) + "' at "
                            + where(at, dimension, dimensions) + " is no finite number"
                            + (word.isEmpty() ? ": write ? for a value that is missing" : ""));
                }
                ranges.take(dimension, word);
            }
        }
    }

    /** As sktime's writers put it. */
    private static boolean isMissing(String word) {
        return word.equals("?") || word.equalsIgnoreCase("nan");
    }

    /** A decimal number; NaN if it is none, infinite where a float cannot hold it. */
    static float number(String word) {
        if (word.isEmpty()) {
            return Float.NaN;
        }
        for (int at = 0; at < word.length(); at++) {
            if ("0123456789+-.eE".indexOf(word.charAt(at)) < 0) {
                return Float.NaN;
            }
        }
        try {
            return Float.parseFloat(word);
        } catch (NumberFormatException none) {
            return Float.NaN;
        }
    }

    /**
     * Refuses or interpolates what is missing.
     *
     * @return how many values that were
     */
    static long complete(String place, float[] values, int dimensions, MissingValues rule) {
        long missing = 0;
        int first = -1;
        for (int at = 0; at < values.length; at++) {
            if (Float.isNaN(values[at])) {
                first = first < 0 ? at : first;
                missing++;
            }
        }
        if (missing > 0 && rule == MissingValues.REFUSE) {
            throw new EvenkeelException(String.format(
                    Locale.ROOT,
                    "%s lacks %s at %s: interpolate missing values (--missing impute, MissingValues.INTERPOLATE), or complete or"
                            + " remove the series",
                    place,
                    missing == 1 ? "a value" : missing + " values, the first",
                    where(first, first % dimensions, dimensions)));
        }
        for (int dimension = 0; missing > 0 && dimension < dimensions; dimension++) {
            interpolate(place, values, dimension, dimensions);
        }
        return missing;
    }

    private static void interpolate(String place, float[] values, int dimension, int dimensions) {
        int known = next(values, dimension, dimensions);
        if (known >= values.length) {
            throw new EvenkeelException(place + " has no known value in dimension " + (dimension + 1)
                    + ", so there is nothing to interpolate between: complete or remove the series");
        }
        for (int at = dimension; at < known; at += dimensions) {
            values[at] = values[known];
        }
        while (known < values.length) {
            int later = next(values, known + dimensions, dimensions);
            for (int at = known + dimensions; at < Math.min(later, values.length); at += dimensions) {
                double share = (double) (at - known) / (later - known);
                values[at] = later >= values.length
                        ? values[known]
                        : (float) ((1 - share) * values[known] + share * values[later]);
            }
            known = later;
        }
    }

    private static int next(float[] values, int from, int dimensions) {
        int at = from;
        while (at < values.length && Float.isNaN(values[at])) {
            at += dimensions;
        }
        return at;
    }

    private static String where(int at, int dimension, int dimensions) {
        return "position " + (at / dimensions + 1) + (dimensions == 1 ? "" : " of dimension " + (dimension + 1));
    }

    private static String shortened(String word) {
        return word.length() > 40 ? word.substring(0, 40) + "..." : word;
    }
}
