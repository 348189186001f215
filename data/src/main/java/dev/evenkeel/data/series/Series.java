package dev.evenkeel.data.series;

/**
 * One example of a file.
 *
 * @param values {@code [length, dimensions]}
 * @param target a class index or a number; NaN where it is not known
 * @param line where it stands
 */
record Series(float[] values, int length, float target, int line) {
    Series withTarget(float other) {
        return new Series(values, length, other, line);
    }
}
