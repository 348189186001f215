package dev.evenkeel.train.loss;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;

/**
 * {@code -t log p - (1 - t) log(1 - p)} with {@code p = 1 / (1 + exp(-x))} for raw outputs x, mean over the labels of a
 * row; computed as {@code max(x, 0) - x t + log(1 + exp(-|x|))}, which neither overflows nor cancels. Targets: two
 * classes on one output, or values from 0 to 1, one per output.
 */
public record BinaryCrossEntropy() implements Loss {
    private static final String WHO = "Binary cross-entropy";

    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", "binaryCrossEntropy");
    }

    @Override
    public OutputActivation outputActivation() {
        return OutputActivation.SIGMOID;
    }

    @Override
    public void check(Shape output, Target target) {
        TargetRows.labels(WHO, output, target);
    }

    @Override
    public Bound bind(Compute compute, Activations output, Target target, float[] gradient) {
        return new OnRows(compute, output, TargetRows.labels(WHO, output.shape(), target), gradient);
    }

    /** {@code -t log p - (1 - t) log(1 - p)} for {@code p = 1 / (1 + exp(-x))}, without overflow or cancellation. */
    public static double of(double x, double target) {
        return Math.max(x, 0) - x * target + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    private static final class OnRows extends RowwiseLoss {
        OnRows(Compute compute, Activations output, TargetRows rows, float[] gradient) {
            super(compute, output, rows.size(), gradient);
        }

        @Override
        double loss(int row, int outputAt, float[] targets, int targetAt) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                double x = outputs[outputAt + c];
                double target = TargetRows.probabilityAt(WHO, targets, targetAt + c);
                sum += of(x, target);
            }
            return sum / channels;
        }

        @Override
        void differentiate(int row, int outputAt, float[] targets, int targetAt, double factor) {
            double scale = factor / channels;
            for (int c = 0; c < channels; c++) {
                double x = outputs[outputAt + c];
                double small = StrictMath.exp(-Math.abs(x));
                double probability = (x >= 0 ? 1 : small) / (1 + small);
                gradients[outputAt + c] = (float) (scale * (probability - targets[targetAt + c]));
            }
        }
    }
}
