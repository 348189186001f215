package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Gather;

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

    /** Floats of a B of so many columns, in panels. */
    int packedLength(int depth, int columns) {
        int pitch = kernels.gathered().pitch(columns);
        return Math.multiplyExact(Math.multiplyExact(kernels.products().panels(columns), pitch), depth);
    }

    /** How many floats {@link #pack} writes. */
    public int packedLength() {
        return tables.isDepthwise()
                ? count()
                : tables.groups * packedLength(tables.forward.depths().length, tables.outputs / tables.groups);
    }

    /** How many floats {@link #packTransposed} writes. */
    public int packedTransposedLength() {
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
        if (tables.isDepthwise()) {
            packDepthwise(weights, tables.forward.taps(), packed, 0);
            return;
        }
        int columns = tables.outputs / tables.groups;
        int depth = tables.forward.depths().length;
        int pitch = kernels.gathered().pitch(columns);
        int panel = kernels.products().panelColumns();
        int perGroup = packedLength(depth, columns);
        for (int output = 0; output < tables.outputs; output++) {
            int column = output % columns;
            int at = output / columns * perGroup + column / panel * depth * pitch + column % panel;
            int from = output * depth;
            for (int k = 0; k < depth; k++) {
                packed[at + k * pitch] = weights[from + k];
            }
        }
    }

    /** Lays weights out for {@link Convolution#convolveTransposed}. What is not written stays 0. */
    public void packTransposed(float[] weights, float[] packed) {
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
        int pitch = kernels.gathered().pitch(columns);
        int panel = kernels.products().panelColumns();
        int depth = gather.depths().length;
        int perGroup = packedLength(depth, columns);
        for (int output = 0; output < tables.outputs; output++) {
            for (int tap = 0; tap < gather.taps().length; tap++) {
                int from = (output * tables.grid.taps() + gather.taps()[tap]) * columns;
                int to = start + output / read * perGroup + (tap * read + output % read) * pitch;
                for (int column = 0; column < columns; column += panel) {
                    int at = to + column / panel * depth * pitch;
                    System.arraycopy(weights, from + column, packed, at, Math.min(panel, columns - column));
                }
            }
        }
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
     * {@code [taps, channels]}, to {@code gradient [outputs, taps, inputs / groups]}.
     */
    void addToGradient(float[] sums, float[] gradient) {
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
