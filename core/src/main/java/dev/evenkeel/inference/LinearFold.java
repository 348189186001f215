package dev.evenkeel.inference;

import dev.evenkeel.tensor.Tensor;

/**
 * A linear operation that does a neighbour's scale and shift as well; computed in double, then rounded.
 *
 * @param linear the result
 * @param bound as in {@link FoldReport.Entry#bound()}
 */
record LinearFold(LinearOperation linear, double bound) {
    private static final double HALF_UNIT = 0x1p-24;
    private static final double MOST_DEVIATIONS = 1 << 12;

    /** {@code W' = diag(scale) W}, {@code b' = (b - mean) * scale + shift}. */
    static LinearFold preceding(LinearOperation linear, ChannelAffine affine) {
        int inputs = linear.inputs();
        float[] weight = linear.weight().toArray();
        float[] bias = linear.bias().toArray();
        double bound = 0;
        for (int output = 0; output < bias.length; output++) {
            double scale = affine.scale(output);
            double size = Math.abs(bias[output]) + Math.abs(affine.mean(output));
            for (int at = output * inputs; at < (output + 1) * inputs; at++) {
                size += Math.abs(weight[at]);
                weight[at] = (float) (weight[at] * scale);
            }
            bias[output] = (float) ((bias[output] - affine.mean(output)) * scale + affine.shift(output));
            bound = Math.max(bound, bound(inputs, Math.abs(scale) * size + Math.abs(affine.shift(output))));
        }
        return of(linear, weight, bias, bound);
    }

    /** {@code W' = W diag(scale)}, {@code b' = b + W (shift - mean * scale)}; channels repeat across a flatten. */
    static LinearFold following(LinearOperation linear, ChannelAffine affine) {
        int inputs = linear.inputs();
        float[] weight = linear.weight().toArray();
        float[] bias = linear.bias().toArray();
        double bound = 0;
        for (int output = 0; output < bias.length; output++) {
            double sum = bias[output];
            double size = Math.abs(bias[output]);
            for (int input = 0; input < inputs; input++) {
                int at = output * inputs + input;
                int channel = input % affine.channels();
                double scale = affine.scale(channel);
                sum += weight[at] * affine.offset(channel);
                size += Math.abs(weight[at])
                        * (Math.abs(scale) * (1 + Math.abs(affine.mean(channel))) + Math.abs(affine.shift(channel)));
                weight[at] = (float) (weight[at] * scale);
            }
            bias[output] = (float) sum;
            bound = Math.max(bound, bound(inputs, size));
        }
        return of(linear, weight, bias, bound);
    }

    /** Whether {@code mean * scale} is small enough to be taken away within a product in float. */
    static boolean keepsDigits(ChannelAffine affine) {
        for (int channel = 0; channel < affine.channels(); channel++) {
            if (Math.abs(affine.mean(channel) * affine.scale(channel)) > MOST_DEVIATIONS) {
                return false;
            }
        }
        return true;
    }

    /** Each of the two ways rounds {@code terms} products and sums, and a few times more (Higham 2002, section 3.1). */
    private static double bound(int terms, double size) {
        return HALF_UNIT * (2.0 * terms + 8) * size;
    }

    private static LinearFold of(LinearOperation linear, float[] weight, float[] bias, double bound) {
        return new LinearFold(
                new LinearOperation(
                        Tensor.of(linear.weight().shape(), weight),
                        Tensor.of(linear.bias().shape(), bias),
                        linear.activation(),
                        linear.slope()),
                bound);
    }
}
