package dev.evenkeel.operation;

import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/**
 * What activations along one edge of a network: the values {@code [capacity, shape]} of a batch, row-major, and the mask of
 * padded positions.
 *
 * @param shape the shape of one example
 * @param capacity how many examples fit
 * @param values the buffer, {@code capacity * shape.size()} long
 * @param mask which positions are real; its positions are {@code shape.positions()}
 */
public record Activations(Shape shape, int capacity, float[] values, Mask mask) {
    /** Rows of the matrix <em>rows x channels</em> that {@code examples} examples make. */
    public int rows(int examples) {
        return examples * shape.positions();
    }

    /**
     * Sets the padded positions of the first {@code examples} examples to 0. Done where values enter a network, so that nothing
     * that stood there, be it not a number, meets a product: {@code 0 * NaN} is NaN.
     */
    public void clearPadding(int examples) {
        int rows = rows(examples);
        int channels = shape.channels();
        for (int row = mask.nextPadded(0, rows); row < rows; row = mask.nextPadded(row + 1, rows)) {
            Arrays.fill(values, row * channels, (row + 1) * channels, 0f);
        }
    }

    /** A view of the whole buffer as the matrix <em>rows x channels</em>. */
    public Matrix matrix() {
        return Matrix.rowMajor(rows(capacity), shape.channels()).over(values);
    }
}
