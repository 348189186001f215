package dev.evenkeel.comparison.value;

/** Between channels last, in which values are drawn and compared, and channels first, which others compute in. */
public final class Layouts {
    private Layouts() {}

    /** {@code [count, positions, channels] -> [count, channels, positions]}. */
    public static float[] channelsFirst(float[] values, int count, int positions, int channels) {
        return transpose(values, count, positions, channels);
    }

    /** {@code [count, channels, positions] -> [count, positions, channels]}. */
    public static float[] channelsLast(float[] values, int count, int positions, int channels) {
        return transpose(values, count, channels, positions);
    }

    /** {@code [rows, columns] -> [columns, rows]}. */
    public static float[] transpose(float[] values, int rows, int columns) {
        return transpose(values, 1, rows, columns);
    }

    private static float[] transpose(float[] values, int count, int rows, int columns) {
        float[] turned = new float[values.length];
        for (int index = 0; index < count; index++) {
            int base = index * rows * columns;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    turned[base + column * rows + row] = values[base + row * columns + column];
                }
            }
        }
        return turned;
    }
}
