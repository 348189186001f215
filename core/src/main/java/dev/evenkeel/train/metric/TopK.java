package dev.evenkeel.train.metric;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.number.Requirement;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;

/** The share of rows whose class is among the k largest outputs; among equal outputs the first classes come first. */
record TopK(int k) implements Metric {
    TopK {
        Requirement.atLeastOne("Top-k accuracy", "k", k);
    }

    @Override
    public String name() {
        return "top" + k;
    }

    @Override
    public Direction better() {
        return Direction.HIGHER;
    }

    @Override
    public Accumulator start(Shape output, Target target, OutputActivation outputActivation) {
        String who = "Top-" + k + " accuracy";
        int channels = output.channels();
        TargetRows rows = TargetRows.classes(who, output, target);
        if (k > channels || rows.encoding() != TargetRows.Encoding.INDEX) {
            throw new EvenkeelException(who + " needs one class of " + k + " or more, but the output " + output
                    + " has " + channels + " channels and the target " + target.size()
                    + " values. Choose a smaller k, or another metric");
        }
        return new WeightedMean((outputs, at, targets, targetAt) ->
                isAmong(k, outputs, at, channels, TargetRows.classAt(who, targets, targetAt, channels)) ? 1 : 0);
    }

    /**
     * Whether fewer than {@code k} outputs come before that of {@code index}; one that is not a number comes before.
     */
    static boolean isAmong(int k, float[] outputs, int at, int count, int index) {
        float own = outputs[at + index];
        if (Float.isNaN(own)) {
            return false;
        }
        int before = 0;
        for (int other = 0; other < count; other++) {
            float output = outputs[at + other];
            if (other < index ? !(output < own) : other > index && !(output <= own)) {
                before++;
            }
        }
        return before < k;
    }
}
