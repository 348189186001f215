package dev.evenkeel.operation;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * One immutable step of a predictor: a function of its inputs and of weights fixed when the model was frozen. Each
 * example's output depends on that example alone, by the same bits in any batch.
 */
public interface Operation {
    /** A short description for tables and reports, as {@code linear 784 -> 512, relu}. */
    String describe();

    /**
     * This operation made ready for {@code kernels}, with what all its bindings share, as weights in the layout of their
     * products. Called once when a predictor is made.
     */
    default Operation prepared(Kernels kernels) {
        return this;
    }

    /**
     * Whether each position of the output is made of the same position of the inputs, where they have as many, so that padded
     * positions stay padded; where not, no position of the output is padding.
     */
    default boolean keepsPositions() {
        return true;
    }

    /**
     * Whether each position of the output is made of the same position of the inputs alone, by the same loops whatever number of
     * positions it is bound to: then a session may compute one position after the other.
     */
    default boolean isPositionwise() {
        return false;
    }

    /**
     * Whether it computes the same bits at the real positions of a sequence when it is bound to fewer positions, as long as those
     * that fall away are padding; what gives no positions, as a mean over them, too.
     *
     * @param inputs the shapes it reads
     */
    default boolean followsLength(List<Shape> inputs) {
        return isPositionwise();
    }

    /** About how many multiply-adds an example costs: whether it is worth sharing among threads. */
    default long work(Shape output) {
        return output.size();
    }

    /**
     * Binds this to buffers: what it allocates here (scratch, task objects) is used by one call at a time, and the
     * returned {@link Bound} allocates nothing more.
     *
     * @param compute the loops to run on, and the team to share them with: no bit depends on it
     * @param inputs where the inputs are
     * @param output where to write; {@code output.values()} is never the array of an input
     */
    Bound bind(Compute compute, Activations[] inputs, Activations output);

    /** What a layer that makes a position of a sequence of its neighbours does about padded ones. */
    interface PaddingRule {
        /** Whether the output's padded positions are those of the input. */
        boolean keepsMask();

        /** What a padded position of the input counts as. */
        float padded();

        /** Marks which positions of the output are padding, where it does not keep the input's mask. */
        void mark(Mask input, int examples, Mask output);

        /**
         * Of what moves over time: a sequence of {@code [positions, channels]} is behind it as long as {@code lengths} says of
         * its length, one above 0; a sequence without positions has none.
         *
         * @param padded what a padded position counts as
         */
        static PaddingRule ofLengths(Shape input, int outputPositions, float padded, IntUnaryOperator lengths) {
            return LengthRule.of(input.positions(), outputPositions, padded, lengths);
        }

        /** Of what cannot tell where padded sequences end, and what to take in its place. */
        static PaddingRule refused(String who, String instead) {
            return new RefusedPadding(who, instead);
        }

        /** Copies examples, with padded positions as what they count as. */
        default void copy(Activations from, Activations to, int examples) {
            int channels = from.shape().channels();
            int rows = from.rows(examples);
            System.arraycopy(from.values(), 0, to.values(), 0, rows * channels);
            Mask mask = from.mask();
            for (int row = mask.nextPadded(0, rows); row < rows; row = mask.nextPadded(row + 1, rows)) {
                Arrays.fill(to.values(), row * channels, (row + 1) * channels, padded());
            }
        }
    }

    /** An operation on its buffers. */
    interface Bound {
        /** Computes the outputs of the first {@code examples} examples. */
        void run(int examples);
    }
}
