package dev.evenkeel.train.loss;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;

/** A loss from a function of one row. */
record CustomLoss(String name, OutputActivation outputActivation, Losses.RowLoss function) implements Loss {
    @Override
    public JsonObject settings() {
        return JsonObject.of().with("name", name).with("link", Settings.wordOf(outputActivation));
    }

    @Override
    public void check(Shape output, Target target) {
        if (target.size() % output.positions() != 0) {
            throw new EvenkeelException(
                    "Loss '" + name + "' needs as many targets for each of the " + output.positions()
                            + " positions of the output " + output + ", but the target has " + target.size()
                            + " values. Pool or flatten the positions, or give a target for each");
        }
    }

    @Override
    public Bound bind(Compute compute, Activations output, Target target, float[] gradient) {
        check(output.shape(), target);
        return new OnRows(this, compute, output, target.size() / output.shape().positions(), gradient);
    }

    private static final class OnRows extends RowwiseLoss {
        private final Losses.RowLoss function;
        private final int targetSize;
        private final float[][] blockOutputs;
        private final float[][] blockTargets;
        private final float[][] blockGradients;

        OnRows(CustomLoss loss, Compute compute, Activations output, int targetSize, float[] gradient) {
            super(compute, output, targetSize, gradient);
            this.function = loss.function;
            this.targetSize = targetSize;
            this.blockOutputs = new float[blocks][channels];
            this.blockTargets = new float[blocks][targetSize];
            this.blockGradients = new float[blocks][channels];
        }

        @Override
        double loss(int row, int outputAt, float[] targets, int targetAt) {
            int block = row / rowsPerBlock;
            System.arraycopy(outputs, outputAt, blockOutputs[block], 0, channels);
            System.arraycopy(targets, targetAt, blockTargets[block], 0, targetSize);
            return function.apply(blockOutputs[block], blockTargets[block], blockGradients[block]);
        }

        @Override
        void differentiate(int row, int outputAt, float[] targets, int targetAt, double factor) {
            float[] derivative = blockGradients[row / rowsPerBlock];
            for (int c = 0; c < channels; c++) {
                gradients[outputAt + c] = (float) (factor * derivative[c]);
            }
        }
    }
}
