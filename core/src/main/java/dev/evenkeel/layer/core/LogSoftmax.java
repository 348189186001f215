package dev.evenkeel.layer.core;

import dev.evenkeel.kernel.scalar.Transcendental;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.RowOperation;

/**
 * {@code y = x - log(sum exp(x))} over the last axis; {@code dx = dy - exp(y) * sum(dy)}. As a last layer it is seldom
 * wanted: cross-entropy takes the scores before it.
 */
public record LogSoftmax() implements UnaryLayer, PlainLayer {
    @Override
    public TrainingPass training(TrainingContext context) {
        float[] x = context.input().values();
        float[] y = context.output().values();
        int channels = context.inputShape().channels();
        return LoopPass.ofRows(
                context,
                (from, to) -> compute(x, y, channels, from, to),
                (from, to) -> differentiate(y, context.outputGradient(), context.inputGradient(0), channels, from, to));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new RowOperation("log softmax", LogSoftmax::compute);
    }

    /** Shifted by the maximum of each row. */
    private static void compute(float[] x, float[] y, int channels, int from, int to) {
        for (int row = from * channels; row < to * channels; row += channels) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int index = row; index < row + channels; index++) {
                largest = Math.max(largest, x[index]);
            }
            double sum = 0;
            for (int index = row; index < row + channels; index++) {
                sum += Transcendental.exp(x[index] - largest);
            }
            double logSum = StrictMath.log(sum);
            for (int index = row; index < row + channels; index++) {
                y[index] = (float) ((double) x[index] - largest - logSum);
            }
        }
    }

    private static void differentiate(float[] y, float[] dy, float[] dx, int channels, int from, int to) {
        for (int row = from * channels; row < to * channels; row += channels) {
            double sum = 0;
            for (int index = row; index < row + channels; index++) {
                sum += dy[index];
            }
            for (int index = row; index < row + channels; index++) {
                dx[index] = (float) (dy[index] - Transcendental.exp(y[index]) * sum);
            }
        }
    }
}
