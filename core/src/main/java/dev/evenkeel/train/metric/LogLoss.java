package dev.evenkeel.train.metric;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.loss.BinaryCrossEntropy;
import dev.evenkeel.train.rows.TargetRows;

/** The mean of {@code -log p} of what was true, from raw outputs: no probability is clipped. */
record LogLoss() implements Metric {
    private static final String WHO = "Log loss";

    @Override
    public String name() {
        return "logLoss";
    }

    @Override
    public Direction better() {
        return Direction.LOWER;
    }

    @Override
    public Accumulator start(Shape output, Target target, OutputActivation outputActivation) {
        int channels = output.channels();
        switch (outputActivation) {
            case SOFTMAX -> {
                TargetRows rows = TargetRows.classes(WHO, output, target);
                boolean index = rows.encoding() == TargetRows.Encoding.INDEX;
                return new WeightedMean((outputs, at, targets, targetAt) -> index
                        ? logSum(outputs, at, channels)
                                - outputs[at + TargetRows.classAt(WHO, targets, targetAt, channels)]
                        : crossEntropy(outputs, at, targets, targetAt, channels));
            }
            case SIGMOID -> {
                TargetRows.labels(WHO, output, target);
                return new WeightedMean((outputs, at, targets, targetAt) -> {
                    double sum = 0;
                    for (int c = 0; c < channels; c++) {
                        sum += BinaryCrossEntropy.of(
                                outputs[at + c], TargetRows.probabilityAt(WHO, targets, targetAt + c));
                    }
                    return sum / channels;
                });
            }
            default ->
                throw new EvenkeelException(WHO
                        + " needs probabilities, but this loss gives values as they are. Train with crossEntropy() or "
                        + "binaryCrossEntropy(), or use another metric");
        }
    }

    private static double crossEntropy(float[] outputs, int at, float[] targets, int targetAt, int channels) {
        double logSum = logSum(outputs, at, channels);
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            float target = TargetRows.probabilityAt(WHO, targets, targetAt + c);
            sum += target == 0 ? 0 : target * (logSum - outputs[at + c]);
        }
        return sum;
    }

    private static double logSum(float[] outputs, int at, int channels) {
        int largest = Accuracy.largest(outputs, at, channels);
        double top = outputs[at + largest];
        double others = 0;
        for (int c = 0; c < channels; c++) {
            others += c == largest ? 0 : StrictMath.exp(outputs[at + c] - top);
        }
        return top + StrictMath.log1p(others);
    }
}
