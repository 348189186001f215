package dev.evenkeel.train.loss;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;

/** {@code mean_c (x_c - t_c)^2} over the outputs of a row. Targets: values, one per output. */
record MeanSquaredError() implements Loss {
    private static final String WHO = "Mean squared error";

    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", "meanSquaredError");
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
        return new OnRows(compute, output, TargetRows.values(WHO, output.shape(), target), gradient);
    }

    private static final class OnRows extends RowwiseLoss {
        OnRows(Compute compute, Activations output, TargetRows rows, float[] gradient) {
            super(compute, output, rows.size(), gradient);
        }

        @Override
        double loss(int row, int outputAt, float[] targets, int targetAt) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                double difference = (double) outputs[outputAt + c] - targets[targetAt + c];
                sum += difference * difference;
            }
            return sum / channels;
        }

        @Override
        void differentiate(int row, int outputAt, float[] targets, int targetAt, double factor) {
            double scale = 2 * factor / channels;
            for (int c = 0; c < channels; c++) {
                gradients[outputAt + c] = (float) (scale * ((double) outputs[outputAt + c] - targets[targetAt + c]));
            }
        }
    }
}
