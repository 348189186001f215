package dev.evenkeel.train.loss;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.number.Requirement;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;

/**
 * With {@code d = x - t}: {@code d^2 / 2} where {@code |d| <= delta}, else {@code delta * (|d| - delta / 2)}, mean over
 * the outputs of a row (Huber 1964). Targets: values, one per output.
 *
 * @param delta where the parabola ends, in the unit of the targets as the network sees them
 */
record Huber(float delta) implements Loss {
    private static final String WHO = "Huber loss";

    /** @throws dev.evenkeel.EvenkeelException if delta is not above 0 */
    Huber {
        Requirement.positive(WHO, "delta", delta);
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", "huber").with("delta", delta);
    }

    @Override
    public OutputActivation outputActivation() {
        return OutputActivation.IDENTITY;
    }

    @Override
    public void check(Shape output, Target target) {
        TargetRows.values(WHO, output, target);
    }

    @Override
    public Bound bind(Compute compute, Activations output, Target target, float[] gradient) {
        return new OnRows(delta, compute, output, TargetRows.values(WHO, output.shape(), target), gradient);
    }

    private static final class OnRows extends RowwiseLoss {
        private final double delta;

        OnRows(double delta, Compute compute, Activations output, TargetRows rows, float[] gradient) {
            super(compute, output, rows.size(), gradient);
            this.delta = delta;
        }

        @Override
        double loss(int row, int outputAt, float[] targets, int targetAt) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                double distance = Math.abs((double) outputs[outputAt + c] - targets[targetAt + c]);
                sum += distance <= delta ? distance * distance / 2 : delta * (distance - delta / 2);
            }
            return sum / channels;
        }

        @Override
        void differentiate(int row, int outputAt, float[] targets, int targetAt, double factor) {
            double scale = factor / channels;
            for (int c = 0; c < channels; c++) {
                double difference = (double) outputs[outputAt + c] - targets[targetAt + c];
                gradients[outputAt + c] = (float) (scale * Math.max(-delta, Math.min(delta, difference)));
            }
        }
    }
}
