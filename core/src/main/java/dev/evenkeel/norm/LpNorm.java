package dev.evenkeel.norm;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.norm.setting.ChangedSettings;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;

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
    public String typeName() {
        return "lpNorm";
    }

    @Override
    public JsonValue settings() {
        return new ChangedSettings().integer("p", p, USUAL).toJson();
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Pass(context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Normalized(this);
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

    private record Normalized(LpNorm layer) implements Operation {
        @Override
        public boolean isPositionwise() {
            return true;
        }

        @Override
        public String describe() {
            return "lpNorm " + layer.p;
        }

        @Override
        public Bound bind(Kernels kernels, Activations[] inputs, Activations output) {
            float[] x = inputs[0].values();
            float[] y = output.values();
            int channels = output.shape().channels();
            return examples -> layer.normalize(x, y, channels, 0, output.rows(examples));
        }
    }

    private final class Pass implements TrainingPass {
        private final TrainingContext context;
        private final int channels;
        private final Team.RangeTask forward = this::forward;
        private final Team.RangeTask backward = this::backward;

        Pass(TrainingContext context) {
            this.context = context;
            channels = context.inputShape().channels();
        }

        @Override
        public void forward(Step step) {
            run(step, forward);
        }

        @Override
        public void backward(Step step) {
            if (context.needsInputGradient(0)) {
                run(step, backward);
            }
        }

        private void run(Step step, Team.RangeTask task) {
            context.compute().team().run(context.output().rows(step.examples()), Grain.rows(channels), task);
        }

        private void forward(int from, int to) {
            normalize(context.input().values(), context.output().values(), channels, from, to);
        }

        private void backward(int from, int to) {
            differentiate(
                    context.input().values(),
                    context.output().values(),
                    context.outputGradient(),
                    context.inputGradient(0),
                    channels,
                    from,
                    to);
        }
    }
}
