package dev.evenkeel.operation;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Mask;

/** The rule of a layer that takes no padded sequences. */
record RefusedPadding(String who, String instead) implements Operation.PaddingRule {
    @Override
    public boolean keepsMask() {
        return false;
    }

    @Override
    public float padded() {
        return 0;
    }

    @Override
    public void mark(Mask input, int examples, Mask output) {
        output.clear();
        if (input.realRows(0, examples * input.positions()) < examples * input.positions()) {
            throw new EvenkeelException(
                    who + " cannot tell where padded sequences end. Give sequences of one length, or take " + instead);
        }
    }
}
