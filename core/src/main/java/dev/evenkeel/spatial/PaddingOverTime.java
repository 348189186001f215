package dev.evenkeel.spatial;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * The rule of a layer that moves over time, on {@code [positions, channels]}: sequences are as long behind it as if each had been
 * alone, up to the position behind its last real one.
 */
final class PaddingOverTime implements Operation.PaddingRule {
    private static final int AXES = 2;

    private final int[] outputs;
    private final boolean keeps;
    private final float padded;

    private PaddingOverTime(int[] outputs, int outputPositions, float padded) {
        this.outputs = outputs;
        this.padded = padded;
        boolean same = outputPositions == outputs.length - 1;
        for (int length = 0; length < outputs.length; length++) {
            same &= outputs[length] == length;
        }
        keeps = same;
    }

    /**
     * Of a window: {@code floor((length + padding - reach) / stride) + 1} positions, and {@code ceil(length / stride)} where {@link
     * Padding#same} pads. Nothing for images.
     *
     * @param padded what a position behind the end of a sequence counts as
     */
    static Optional<Operation.PaddingRule> of(Window window, Shape input, float padded) {
        if (input.rank() != AXES) {
            return Optional.empty();
        }
        Axis axis = window.over(input).points();
        int padding = padding(axis);
        int reach = (axis.size() - 1) * axis.dilation() + 1;
        boolean same = padding > 0 && !(window.padding() instanceof Padding.Explicit);
        return of(input, axis.output(), padded, length -> {
            if (same) {
                return (length + axis.stride() - 1) / axis.stride();
            }
            return length + padding < reach ? 0 : (length + padding - reach) / axis.stride() + 1;
        });
    }

    /** Of any rule of lengths above 0; a sequence without positions has none behind it. */
    static Optional<Operation.PaddingRule> of(Shape input, int outputPositions, float padded, IntUnaryOperator rule) {
        if (input.rank() != AXES) {
            return Optional.empty();
        }
        int[] outputs = new int[input.positions() + 1];
        for (int length = 1; length < outputs.length; length++) {
            outputs[length] = Math.max(0, Math.min(outputPositions, rule.applyAsInt(length)));
        }
        return Optional.of(new PaddingOverTime(outputs, outputPositions, padded));
    }

    private static int padding(Axis axis) {
        return axis.before() + axis.after();
    }

    /** Whether a window reaches over the ends of a sequence. */
    static boolean reachesOver(Window window, Shape input) {
        return input.rank() == AXES && padding(window.over(input).points()) > 0;
    }

    /** Of a layer that cannot tell where padded sequences end, and what to take in its place. */
    static Optional<Operation.PaddingRule> refused(Shape input, String who, String instead) {
        return input.rank() != AXES ? Optional.empty() : Optional.of(new Refused(who, instead));
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

    private record Refused(String who, String instead) implements Operation.PaddingRule {
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
            if (input.realRows(0, examples * input.positions()) < examples * input.positions()) {
                throw new EvenkeelException(who
                        + " cannot tell where padded sequences end. Give sequences of one length, or take " + instead);
            }
        }
    }
}
