package dev.evenkeel.train.metric;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;
import java.util.function.DoubleUnaryOperator;

/**
 * A metric of numbers, {@code finish(mean error(x - t))} over outputs and rows.
 *
 * @param who as messages name it
 */
record Errors(String name, String who, DoubleUnaryOperator error, DoubleUnaryOperator finish) implements Metric {
    static final Errors MEAN_ABSOLUTE =
            new Errors("mae", "Mean absolute error", Math::abs, DoubleUnaryOperator.identity());
    static final Errors ROOT_MEAN_SQUARED =
            new Errors("rmse", "Root mean squared error", error -> error * error, Math::sqrt);

    @Override
    public Direction better() {
        return Direction.LOWER;
    }

    @Override
    public Accumulator start(Shape output, Target target, OutputActivation outputActivation) {
        TargetRows.values(who, output, target);
        int channels = output.channels();
        return new WeightedMean(
                (outputs, at, targets, targetAt) -> {
                    double sum = 0;
                    for (int c = 0; c < channels; c++) {
                        sum += error.applyAsDouble((double) outputs[at + c] - targets[targetAt + c]);
                    }
                    return sum / channels;
                },
                finish);
    }
}
