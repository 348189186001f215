package dev.evenkeel.norm;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.norm.setting.ChangedSettings;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.RowOperation;

/**
 * {@code y_c = x_c / s_c^beta} with {@code s_c = k + alpha / size * sum of x_j^2} over the channels j from
 * {@code c - floor((size - 1) / 2)} to {@code c + ceil((size - 1) / 2)} that there are: local response normalization over the
 * last axis (Krizhevsky et al. 2012, whose alpha is this one over size). Nothing learns.
 *
 * <p>{@code dx_j = dy_j / s_j^beta - 2 alpha beta / size * x_j * sum of dy_c x_c / s_c^(beta + 1)} over the channels c whose
 * sum holds j. Padded positions concern nobody but themselves.
 *
 * @param size how many channels a sum spans, 1 or more
 * @param alpha what the mean square is multiplied by, 0 or more
 * @param beta the exponent
 * @param k what is added, above 0
 */
public record LocalResponseNorm(int size, float alpha, float beta, float k) implements UnaryLayer {
    private static final int NEVER_USUAL = 0;
    private static final float USUAL_ALPHA = 1e-4f;
    private static final float USUAL_BETA = 0.75f;
    private static final float USUAL_K = 1;

    public LocalResponseNorm {
        if (size < 1) {
            throw new IllegalArgumentException("localResponseNorm needs a size of 1 or more, but got " + size);
        }
        if (!(alpha >= 0 && k > 0 && Float.isFinite(alpha + k) && Float.isFinite(beta))) {
            throw new IllegalArgumentException("localResponseNorm needs an alpha of 0 or more, a k above 0 and a beta,"
                    + " all finite, but got " + alpha + ", " + k + " and " + beta);
        }
    }

    /** The usual numbers: alpha 1e-4, beta 0.75, k 1. */
    public static LocalResponseNorm of(int size) {
        return new LocalResponseNorm(size, USUAL_ALPHA, USUAL_BETA, USUAL_K);
    }

    /** Reads {@code size}, {@code alpha}, {@code beta} and {@code k}. */
    public static LocalResponseNorm read(Settings settings) {
        return new LocalResponseNorm(
                settings.integer("size"),
                settings.number("alpha", USUAL_ALPHA),
                settings.number("beta", USUAL_BETA),
                settings.number("k", USUAL_K));
    }

    @Override
    public JsonValue settings() {
        return new ChangedSettings()
                .integer("size", size, NEVER_USUAL)
                .number("alpha", alpha, USUAL_ALPHA)
                .number("beta", beta, USUAL_BETA)
                .number("k", k, USUAL_K)
                .toJson();
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        float[] x = context.input().values();
        float[] shares = new float[context.needsInputGradient(0) ? x.length : 0];
        int channels = context.inputShape().channels();
        return LoopPass.ofRows(
                context,
                (from, to) -> normalize(x, context.output().values(), channels, from, to),
                (from, to) -> differentiate(
                        x, shares, context.outputGradient(), context.inputGradient(0), channels, from, to));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new RowOperation("localResponseNorm " + size, this::normalize);
    }

    private int before() {
        return (size - 1) / 2;
    }

    private int behind() {
        return size / 2;
    }

    private void normalize(float[] x, float[] y, int channels, int from, int to) {
        for (int row = from * channels; row < to * channels; row += channels) {
            for (int channel = 0; channel < channels; channel++) {
                double power = power(scale(x, row, channels, channel));
                y[row + channel] = (float) (x[row + channel] * power);
            }
        }
    }

    /** {@code s_c}. */
    private double scale(float[] x, int row, int channels, int channel) {
        int last = row + (int) Math.min(channels - 1L, (long) channel + behind());
        double sum = 0;
        for (int index = row + Math.max(0, channel - before()); index <= last; index++) {
            sum += (double) x[index] * x[index];
        }
        return k + (double) alpha / size * sum;
    }

    /** {@code s^-beta}. */
    private double power(double scale) {
        if (beta == USUAL_BETA) {
            double root = Math.sqrt(scale);
            return 1 / (root * Math.sqrt(root));
        }
        return StrictMath.pow(scale, -beta);
    }

    private void differentiate(float[] x, float[] shares, float[] dy, float[] dx, int channels, int from, int to) {
        for (int row = from * channels; row < to * channels; row += channels) {
            for (int channel = 0; channel < channels; channel++) {
                int index = row + channel;
                double scale = scale(x, row, channels, channel);
                double power = power(scale);
                dx[index] = (float) (dy[index] * power);
                shares[index] = (float) (dy[index] * x[index] * power / scale);
            }
            for (int channel = 0; channel < channels; channel++) {
                int index = row + channel;
                dx[index] -= (float) (2.0 * alpha * beta / size * x[index] * shareSum(shares, row, channels, channel));
            }
        }
    }

    /** Over the channels whose sum holds this one. */
    private double shareSum(float[] shares, int row, int channels, int channel) {
        int last = row + (int) Math.min(channels - 1L, (long) channel + before());
        double sum = 0;
        for (int index = row + Math.max(0, channel - behind()); index <= last; index++) {
            sum += shares[index];
        }
        return sum;
    }
}
