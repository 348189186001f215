package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The numbers of weights in the order in which ONNX's operators take them. */
final class WeightOrder {
    private WeightOrder() {}

    /** {@code [rows, columns] -> [columns, rows]}. */
    static float[] transposed(Tensor tensor, int rows) {
        float[] values = tensor.toArray();
        int columns = rows == 0 ? 0 : values.length / rows;
        float[] transposed = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                transposed[column * rows + row] = values[row * columns + column];
            }
        }
        return transposed;
    }

    /** {@code [first, taps..., last] -> [first, last, taps...]}, as convolutions and their transposes have it. */
    static float[] lastBehindFirst(Tensor tensor) {
        Shape shape = tensor.shape();
        int last = shape.channels();
        int taps = shape.size() / shape.extent(0) / last;
        float[] values = tensor.toArray();
        float[] moved = new float[values.length];
        for (int first = 0; first < values.length; first += taps * last) {
            for (int channel = 0; channel < last; channel++) {
                int to = first + channel * taps;
                for (int tap = 0; tap < taps; tap++) {
                    moved[to + tap] = values[first + tap * last + channel];
                }
            }
        }
        return moved;
    }

    /** The extents of {@link #lastBehindFirst}. */
    static List<Long> extentsOfLastBehindFirst(Tensor tensor) {
        List<Long> extents = new ArrayList<>(Attributes.list(tensor.shape().toArray()));
        extents.add(1, extents.remove(extents.size() - 1));
        return extents;
    }
}
