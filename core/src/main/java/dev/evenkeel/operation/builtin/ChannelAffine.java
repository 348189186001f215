package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import java.util.Arrays;

/**
 * {@code y = (x - mean) * scale + shift} per channel of the last axis: what batch normalization and standardisation are
 * once a model is frozen. Kept in double, so that folding rounds once; computed in float.
 */
public final class ChannelAffine implements Operation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    private final String word;
    private final double[] mean;
    private final double[] scale;
    private final double[] shift;

    private ChannelAffine(String word, double[] mean, double[] scale, double[] shift) {
        if (mean.length != scale.length || shift.length != scale.length) {
            throw new IllegalArgumentException("A channel affine needs one mean, scale and shift per channel, but got "
                    + mean.length + ", " + scale.length + " and " + shift.length);
        }
        this.word = word;
        this.mean = mean;
        this.scale = scale;
        this.shift = shift;
    }

    /**
     * {@code y = (x - mean) * scale + shift}.
     *
     * @param word what stands here, as {@code batchNorm}
     */
    public static ChannelAffine of(String word, double[] mean, double[] scale, double[] shift) {
        return new ChannelAffine(word, mean.clone(), scale.clone(), shift.clone());
    }

    /** {@code y = x * scale + shift}. */
    public static ChannelAffine of(String word, double[] scale, double[] shift) {
        return of(word, new double[scale.length], scale, shift);
    }

    public int channels() {
        return scale.length;
    }

    public double mean(int channel) {
        return mean[channel];
    }

    public double scale(int channel) {
        return scale[channel];
    }

    public double shift(int channel) {
        return shift[channel];
    }

    /** What all inputs of 0 become: {@code shift - mean * scale}. */
    public double offset(int channel) {
        return shift[channel] - mean[channel] * scale[channel];
    }

    /** Whether no mean, scale or shift is infinite or not a number. */
    public boolean isFinite() {
        for (int channel = 0; channel < scale.length; channel++) {
            if (!Double.isFinite(scale[channel]) || !Double.isFinite(offset(channel))) {
                return false;
            }
        }
        return true;
    }

    /** The same map for {@code channels} channels, of which these are repeated: as seen across a flatten. */
    public ChannelAffine repeated(int channels) {
        if (channels == scale.length) {
            return this;
        }
        return new ChannelAffine(word, repeated(mean, channels), repeated(scale, channels), repeated(shift, channels));
    }

    /** {@code next(this(x))} in one step. */
    public ChannelAffine then(ChannelAffine next) {
        double[] bothScale = new double[scale.length];
        double[] bothShift = new double[scale.length];
        for (int channel = 0; channel < scale.length; channel++) {
            bothScale[channel] = scale[channel] * next.scale[channel];
            bothShift[channel] = (shift[channel] - next.mean[channel]) * next.scale[channel] + next.shift[channel];
        }
        return new ChannelAffine(word + " + " + next.word, mean, bothScale, bothShift);
    }

    @Override
    public String describe() {
        return word + " as scale and shift";
    }

    @Override
    public Operation prepared(Kernels kernels) {
        ColumnNormalization rounded = new ColumnNormalization(scale.length, Activation.IDENTITY);
        for (int channel = 0; channel < scale.length; channel++) {
            rounded.setForward(channel, (float) mean[channel], (float) scale[channel], (float) shift[channel]);
        }
        return new Rounded(describe(), rounded);
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        return prepared(compute.kernels()).bind(compute, inputs, output);
    }

    private static double[] repeated(double[] values, int length) {
        double[] repeated = new double[length];
        Arrays.setAll(repeated, index -> values[index % values.length]);
        return repeated;
    }

    private record Rounded(String describe, ColumnNormalization by) implements Operation {
        @Override
        public boolean isPositionwise() {
            return true;
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            Activations input = inputs[0];
            int channels = output.shape().channels();
            Team.RangeTask normalize = (from, to) -> compute.kernels()
                    .columns()
                    .normalize(input.values(), from, to, by, output.values(), from * channels);
            return examples -> compute.team().run(input.rows(examples), Grain.rows(channels), normalize);
        }
    }
}
