package dev.evenkeel.operation;

import dev.evenkeel.tensor.Mask;
import java.util.function.IntUnaryOperator;

/** How long sequences are behind a layer, by how long they are before it. */
final class LengthRule implements Operation.PaddingRule {
    private final int[] outputs;
    private final boolean keeps;
    private final float padded;

    private LengthRule(int[] outputs, int outputPositions, float padded) {
        this.outputs = outputs;
        this.padded = padded;
        boolean same = outputPositions == outputs.length - 1;
        for (int length = 0; length < outputs.length; length++) {
            same &= outputs[length] == length;
        }
        keeps = same;
    }

    static LengthRule of(int positions, int outputPositions, float padded, IntUnaryOperator lengths) {
        int[] outputs = new int[positions + 1];
        for (int length = 1; length < outputs.length; length++) {
            outputs[length] = Math.max(0, Math.min(outputPositions, lengths.applyAsInt(length)));
        }
        return new LengthRule(outputs, outputPositions, padded);
    }

    @Override
    public boolean keepsMask() {
        return keeps;
    }

    @Override
    public float padded() {
        return padded;
    }

    @Override
    public void mark(Mask input, int examples, Mask output) {
        output.clear();
        if (input.isComplete()) {
            return;
        }
        for (int example = 0; example < examples; example++) {
            output.truncate(example, outputs[input.length(example)]);
        }
    }
}
