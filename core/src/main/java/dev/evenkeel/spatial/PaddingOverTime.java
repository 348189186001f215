package dev.evenkeel.spatial;

import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * The rules of layers that move over time, on {@code [positions, channels]}: sequences are as long behind them as if each had been
 * alone, up to the position behind its last real one. Nothing for images.
 */
final class PaddingOverTime {
    private static final int AXES = 2;

    private PaddingOverTime() {}

    /**
     * Of a window: {@code floor((length + padding - reach) / stride) + 1} positions, and {@code ceil(length / stride)} where {@link
     * Padding#same} pads.
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

    /** Of any rule of lengths above 0. */
    static Optional<Operation.PaddingRule> of(
            Shape input, int outputPositions, float padded, IntUnaryOperator lengths) {
        return input.rank() != AXES
                ? Optional.empty()
                : Optional.of(Operation.PaddingRule.ofLengths(input, outputPositions, padded, lengths));
    }

    /** Of a layer that cannot tell where padded sequences end, and what to take in its place. */
    static Optional<Operation.PaddingRule> refused(Shape input, String who, String instead) {
        return input.rank() != AXES ? Optional.empty() : Optional.of(Operation.PaddingRule.refused(who, instead));
    }

    /** Whether a window reaches over the ends of a sequence. */
    static boolean reachesOver(Window window, Shape input) {
        return input.rank() == AXES && padding(window.over(input).points()) > 0;
    }

    private static int padding(Axis axis) {
        return axis.before() + axis.after();
    }
}
