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
 * {@code y = x / norm} over the last axis, {@code norm = sum |x|} for p = 1 and {@code sqrt(sum x^2)} for p = 2; a row of
 * zeros stays zeros. Nothing learns.
 *
 * <p>{@code dx = (dy - g * sum(dy * y)) / norm} with {@code g = sign(x)} for p = 1 and {@code g = y} for p = 2; 0 for a row
 * of zeros. Padded positions concern nobody but themselves.
 *
 * @param p 1 or 2
 */
public record LpNorm(int p) implements UnaryLayer {
    private static final int USUAL = 2;

    public LpNorm {
        if (p != 1 && p != 2) {
            throw new IllegalArgumentException("lpNorm needs a p of 1 or 2, but got " + p);
        }
    }

    /** Reads {@code p}, else 2. */
    public static LpNorm read(Settings settings) {
        return new LpNorm(settings.integer("p", USUAL));
    }

    @Override
    public JsonValue settings() {
        return new ChangedSettings().integer("p", p, USUAL).toJson();
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        float[] x = context.input().values();
        float[] y = context.output().values();
        int channels = context.inputShape().channels();
        return LoopPass.ofRows(
                context,
                (from, to) -> normalize(x, y, channels, from, to),
                (from, to) ->
                        differentiate(x, y, context.outputGradient(), context.inputGradient(0), channels, from, to));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new RowOperation("lpNorm " + p, this::normalize);
    }

    private void normalize(float[] x, float[] y, int channels, int from, int to) {
        for (int row = from * channels; row < to * channels; row += channels) {
            double norm = norm(x, row, channels);
            double factor = norm == 0 ? 0 : 1 / norm;
            for (int index = row; index < row + channels; index++) {
                y[index] = (float) (x[index] * factor);
            }
        }
    }

    private void differentiate(float[] x, float[] y, float[] dy, float[] dx, int channels, int from, int to) {
        for (int row = from * channels; row < to * channels; row += channels) {
            double norm = norm(x, row, channels);
            double factor = norm == 0 ? 0 : 1 / norm;
            double sum = 0;
            for (int index = row; index < row + channels; index++) {
                sum += (double) dy[index] * y[index];
            }
            for (int index = row; index < row + channels; index++) {
                double direction = p == 1 ? Math.signum(x[index]) : y[index];
                dx[index] = (float) ((dy[index] - direction * sum) * factor);
            }
        }
    }

    private double norm(float[] x, int row, int channels) {
        double sum = 0;
        for (int index = row; index < row + channels; index++) {
            double size = Math.abs(x[index]);
            sum += p == 1 ? size : size * size;
        }
        return p == 1 ? sum : Math.sqrt(sum);
    }
}
