package dev.evenkeel.data.series;

/**
 * One example.
 *
 * @param values {@code [length, dimensions]}, not to be changed
 * @param target a class index or a number; NaN where it is not known
 * @param place where it stands in its set, as {@code line 12}, or the name of a file or a sequence
 */
public record Series(float[] values, int length, float target, String place) {
    Series withTarget(float other) {
        return new Series(values, length, other, place);
    }
}
