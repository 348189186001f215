package dev.evenkeel.inference;

import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.operation.builtin.ProductOperation;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;

/**
 * A product that does a neighbour's scale and shift as well; computed in double, then rounded.
 *
 * @param product the result
 * @param bounds as in {@link FoldError#bounds()}
 */
record ProductFold(ProductOperation product, double[] bounds) {
    private static final double HALF_UNIT = 0x1p-24;
    private static final double MAX_DEVIATIONS = 1 << 12;

    /** {@code W' = diag(scale) W}, {@code b' = (b - mean) * scale + shift}, with the scale of each weight's output. */
    static ProductFold preceding(ProductOperation product, ChannelAffine affine) {
        float[] weight = product.weight().toArray();
        float[] bias = product.bias().toArray();
        double[] sizes = new double[bias.length];
        int together = product.weightsTogether();
        for (int from = 0; from < weight.length; from += together) {
            int output = product.outputOf(from);
            double scale = affine.scale(output);
            double size = sizes[output];
            for (int at = from; at < from + together; at++) {
                size += Math.abs(weight[at]);
                weight[at] = (float) (weight[at] * scale);
            }
            sizes[output] = size;
        }
        for (int output = 0; output < bias.length; output++) {
            double scale = affine.scale(output);
            double size = sizes[output] + Math.abs(bias[output]) + Math.abs(affine.mean(output));
            sizes[output] = Math.abs(scale) * size + Math.abs(affine.shift(output));
            bias[output] = (float) ((bias[output] - affine.mean(output)) * scale + affine.shift(output));
        }
        return of(product, weight, bias, sizes);
    }

    /**
     * {@code W' = W diag(scale)}, {@code b' = b + W (shift - mean * scale)}, with the scale of each weight's input; channels
     * repeat across a flatten.
     */
    static ProductFold following(ProductOperation product, ChannelAffine affine) {
        float[] weight = product.weight().toArray();
        float[] bias = product.bias().toArray();
        double[] sums = new double[bias.length];
        double[] sizes = new double[bias.length];
        for (int output = 0; output < bias.length; output++) {
            sums[output] = bias[output];
            sizes[output] = Math.abs(bias[output]);
        }
        for (int at = 0; at < weight.length; at++) {
            int output = product.outputOf(at);
            int channel = product.inputOf(at) % affine.channels();
            double scale = affine.scale(channel);
            sums[output] += weight[at] * affine.offset(channel);
            sizes[output] += Math.abs(weight[at])
                    * (Math.abs(scale) * (1 + Math.abs(affine.mean(channel))) + Math.abs(affine.shift(channel)));
            weight[at] = (float) (weight[at] * scale);
        }
        for (int output = 0; output < bias.length; output++) {
            bias[output] = (float) sums[output];
        }
        return of(product, weight, bias, sizes);
    }

    /** Whether {@code mean * scale} is small enough to be taken away within a product in float. */
    static boolean keepsDigits(ChannelAffine affine) {
        for (int channel = 0; channel < affine.channels(); channel++) {
            if (Math.abs(affine.mean(channel) * affine.scale(channel)) > MAX_DEVIATIONS) {
                return false;
            }
        }
        return true;
    }

    /** Each of the two ways rounds {@code terms} products and sums, and a few times more (Higham 2002, section 3.1). */
    private static ProductFold of(ProductOperation product, float[] weight, float[] bias, double[] sizes) {
        double rounding = HALF_UNIT * (2.0 * product.terms() + 8);
        return new ProductFold(
                product.with(
                        Tensor.of(product.weight().shape(), weight),
                        Tensor.of(product.bias().shape(), bias)),
                Arrays.stream(sizes).map(size -> size * rounding).toArray());
    }
}
