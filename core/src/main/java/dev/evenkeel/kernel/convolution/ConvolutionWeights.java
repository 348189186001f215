package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Gather;
import dev.evenkeel.kernel.view.WinogradTiles;

/** How the weights {@code [outputs, taps, inputs / groups]} of a convolution are laid out for its products, and back. */
public final class ConvolutionWeights {
    private final Kernels kernels;
    private final ConvolutionTables tables;

    ConvolutionWeights(Kernels kernels, ConvolutionTables tables) {
        this.kernels = kernels;
        this.tables = tables;
    }

    int count() {
        return tables.forward.depths().length * tables.outputs;
    }

    /** Floats of the sums that {@link #addToGradient} takes. */
    int gradientLength() {
        return tables.winograd ? WinogradTiles.ELEMENTS * tables.inputs * tables.outputs : count();
    }

    /** Floats of a packed B. */
    int packedLength(int depth, int columns) {
        return Math.multiplyExact(kernels.gathered().packedColumns(columns), depth);
    }

    /** How many floats {@link #pack} writes. */
    public int packedLength() {
        if (tables.winograd) {
            return WinogradTiles.ELEMENTS * packedLength(tables.inputs, tables.outputs);
        }
        return tables.isDepthwise()
                ? count()
                : tables.groups * packedLength(tables.forward.depths().length, tables.outputs / tables.groups);
    }

    /** How many floats {@link #packTransposed} writes. */
    public int packedTransposedLength() {
        if (tables.winograd) {
            return WinogradTiles.ELEMENTS * packedLength(tables.outputs, tables.inputs);
        }
        int length = 0;
        for (Gather gather : tables.transposed) {
            length += tables.isDepthwise()
                    ? gather.taps().length * tables.inputs
                    : tables.groups * packedLength(gather.depths().length, tables.inputs / tables.groups);
        }
        return length;
    }

    /** Lays weights out for {@link Convolution#convolve}. What is not written stays 0. */
    public void pack(float[] weights, float[] packed) {
        if (tables.winograd) {
            packTaps(weights, packed);
            return;
        }
        if (tables.isDepthwise()) {
            packDepthwise(weights, tables.forward.taps(), packed, 0);
            return;
        }
        int columns = tables.outputs / tables.groups;
        int depth = tables.forward.depths().length;
        int perGroup = packedLength(depth, columns);
        for (int output = 0; output < tables.outputs; output++) {
            int group = output / columns * perGroup;
            packColumn(weights, output * depth, depth, packed, group, columns, output % columns);
        }
    }

    private void packColumn(float[] weights, int from, int rows, float[] packed, int at, int columns, int column) {
        int first = at + kernels.gathered().packedAt(rows, columns, 0, column);
        int pitch = rows > 1 ? at + kernels.gathered().packedAt(rows, columns, 1, column) - first : 0;
        for (int k = 0; k < rows; k++) {
            packed[first + k * pitch] = weights[from + k];
        }
    }

    /** A B for each tap, the last of {@link WinogradTiles#ELEMENTS}, which are transformed in place. */
    private void packTaps(float[] weights, float[] packed) {
        int inputs = tables.inputs;
        int outputs = tables.outputs;
        int taps = tables.grid.taps();
        int plane = packedLength(inputs, outputs);
        for (int output = 0; output < outputs; output++) {
            for (int tap = 0; tap < taps; tap++) {
                int at = (WinogradTiles.ELEMENTS - taps + tap) * plane;
                packColumn(weights, (output * taps + tap) * inputs, inputs, packed, at, outputs, output);
            }
        }
        kernels.winograd().weights(packed, plane);
    }

    /** Lays weights out for {@link Convolution#convolveTransposed}. What is not written stays 0. */
    public void packTransposed(float[] weights, float[] packed) {
        if (tables.winograd) {
            packTapsTransposed(weights, packed);
            return;
        }
        int start = 0;
        for (int index = 0; index < tables.transposed.size(); index++) {
            Gather gather = tables.transposed.get(index);
            if (tables.isDepthwise()) {
                packDepthwise(weights, gather.taps(), packed, start);
                start += gather.taps().length * tables.inputs;
            } else {
                packTransposed(weights, gather, packed, start);
                start += tables.groups * packedLength(gather.depths().length, tables.inputs / tables.groups);
            }
        }
    }

    private void packTransposed(float[] weights, Gather gather, float[] packed, int start) {
        int columns = tables.inputs / tables.groups;
        int read = tables.outputs / tables.groups;
        int depth = gather.depths().length;
        int perGroup = packedLength(depth, columns);
        for (int output = 0; output < tables.outputs; output++) {
            for (int tap = 0; tap < gather.taps().length; tap++) {
                int from = (output * tables.grid.taps() + gather.taps()[tap]) * columns;
                int at = start + output / read * perGroup;
                packRow(weights, from, columns, packed, at, depth, tap * read + output % read);
            }
        }
    }

    private void packRow(float[] weights, int from, int columns, float[] packed, int at, int rows, int row) {
        int panel = kernels.products().panelColumns();
        for (int column = 0; column < columns; column += panel) {
            int to = at + kernels.gathered().packedAt(rows, columns, row, column);
            System.arraycopy(weights, from + column, packed, to, Math.min(panel, columns - column));
        }
    }

    /** As {@link #packTaps}; the taps of a transposed convolution go backwards. */
    private void packTapsTransposed(float[] weights, float[] packed) {
        int inputs = tables.inputs;
        int outputs = tables.outputs;
        int taps = tables.grid.taps();
        int plane = packedLength(outputs, inputs);
        for (int output = 0; output < outputs; output++) {
            for (int tap = 0; tap < taps; tap++) {
                int at = (WinogradTiles.ELEMENTS - 1 - tap) * plane;
                packRow(weights, (output * taps + tap) * inputs, inputs, packed, at, outputs, output);
            }
        }
        kernels.winograd().weights(packed, plane);
    }

    /** {@code [taps, channels]}. */
    private void packDepthwise(float[] weights, int[] through, float[] packed, int at) {
        int channels = tables.inputs;
        int taps = tables.grid.taps();
        for (int tap = 0; tap < through.length; tap++) {
            for (int channel = 0; channel < channels; channel++) {
                packed[at + tap * channels + channel] = weights[channel * taps + through[tap]];
            }
        }
    }

    /**
     * Adds {@code sums [groups, taps * inputs / groups, outputs / groups]}, or of a depthwise convolution
     * {@code [taps, channels]}, to {@code gradient [outputs, taps, inputs / groups]}. Sums of transformed weights,
     * {@code [elements, inputs, outputs]}, are transformed back in place first.
     */
    void addToGradient(float[] sums, float[] gradient) {
        if (tables.winograd) {
            kernels.winograd().weightGradient(sums, tables.inputs * tables.outputs);
        }
        boolean depthwise = tables.isDepthwise();
        int outputs = tables.outputs;
        int columns = outputs / tables.groups;
        int depth = tables.forward.depths().length;
        for (int output = 0; output < outputs; output++) {
            int from = output / columns * columns * depth + output % columns;
            for (int k = 0; k < depth; k++) {
                gradient[output * depth + k] += depthwise ? sums[k * outputs + output] : sums[from + k * columns];
            }
        }
    }
}
