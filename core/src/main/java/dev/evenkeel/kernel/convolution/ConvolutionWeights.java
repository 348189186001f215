package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Gather;
import java.util.List;

/** How the weights {@code [outputs, taps, inputs / groups]} of a convolution are laid out for its products, and back. */
final class ConvolutionWeights {
    private final Kernels kernels;
    private final int inputs;
    private final int outputs;
    private final int groups;
    private final int taps;
    private final boolean depthwise;
    private final Gather forward;
    private final List<Gather> transposed;

    ConvolutionWeights(Kernels kernels, ConvolutionTables tables) {
        this.kernels = kernels;
        inputs = tables.inputs;
        outputs = tables.outputs;
        groups = tables.groups;
        taps = tables.grid.taps();
        depthwise = tables.isDepthwise();
        forward = tables.forward;
        transposed = tables.transposed;
    }

    /** How many values the weights have. */
    int count() {
        return forward.depths().length * outputs;
    }

    /** Floats of a B of so many columns, in panels. */
    int packedLength(int depth, int columns) {
        int pitch = kernels.gathered().pitch(columns);
        return Math.multiplyExact(Math.multiplyExact(kernels.products().panels(columns), pitch), depth);
    }

    int packedLength() {
        return depthwise ? count() : groups * packedLength(forward.depths().length, outputs / groups);
    }

    int packedTransposedLength() {
        int length = 0;
        for (Gather gather : transposed) {
            length += depthwise
                    ? gather.taps().length * inputs
                    : groups * packedLength(gather.depths().length, inputs / groups);
        }
        return length;
    }

    void pack(float[] weights, float[] packed) {
        if (depthwise) {
            packDepthwise(weights, forward.taps(), packed, 0);
            return;
        }
        int columns = outputs / groups;
        int depth = forward.depths().length;
        int pitch = kernels.gathered().pitch(columns);
        int panel = kernels.products().panelColumns();
        int perGroup = packedLength(depth, columns);
        for (int output = 0; output < outputs; output++) {
            int column = output % columns;
            int at = output / columns * perGroup + column / panel * depth * pitch + column % panel;
            int from = output * depth;
            for (int k = 0; k < depth; k++) {
                packed[at + k * pitch] = weights[from + k];
            }
        }
    }

    void packTransposed(float[] weights, float[] packed) {
        int start = 0;
        for (int index = 0; index < transposed.size(); index++) {
            Gather gather = transposed.get(index);
            if (depthwise) {
                packDepthwise(weights, gather.taps(), packed, start);
                start += gather.taps().length * inputs;
            } else {
                packTransposed(weights, gather, packed, start);
                start += groups * packedLength(gather.depths().length, inputs / groups);
            }
        }
    }

    private void packTransposed(float[] weights, Gather gather, float[] packed, int start) {
        int columns = inputs / groups;
        int read = outputs / groups;
        int pitch = kernels.gathered().pitch(columns);
        int panel = kernels.products().panelColumns();
        int depth = gather.depths().length;
        int perGroup = packedLength(depth, columns);
        for (int output = 0; output < outputs; output++) {
            for (int tap = 0; tap < gather.taps().length; tap++) {
                int from = (output * taps + gather.taps()[tap]) * columns;
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
        for (int tap = 0; tap < through.length; tap++) {
            for (int channel = 0; channel < inputs; channel++) {
                packed[at + tap * inputs + channel] = weights[channel * taps + through[tap]];
            }
        }
    }

    /**
     * Adds {@code sums [groups, taps * inputs / groups, outputs / groups]}, or of a depthwise convolution
     * {@code [taps, channels]}, to {@code gradient [outputs, taps, inputs / groups]}.
     */
    void addToGradient(float[] sums, float[] gradient) {
        int columns = outputs / groups;
        int depth = forward.depths().length;
        for (int output = 0; output < outputs; output++) {
            int from = output / columns * columns * depth + output % columns;
            for (int k = 0; k < depth; k++) {
                gradient[output * depth + k] += depthwise ? sums[k * outputs + output] : sums[from + k * columns];
            }
        }
    }
}
