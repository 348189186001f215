package dev.evenkeel.rearrange;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * One axis of an output, and what of the input each of its positions reads.
 *
 * @param extent how many positions the axis has
 * @param stride how far apart the positions of the input lie that it chooses from, in values
 * @param position the input's position that each position reads; negative where it reads none
 */
public record OutputAxis(int extent, int stride, IntUnaryOperator position) {
    /** An axis that reads an axis of the input. */
    static OutputAxis reading(Shape input, int axis, int extent, IntUnaryOperator position) {
        return new OutputAxis(extent, input.tail(axis + 1).size(), position);
    }

    /** An axis of the input as it is. */
    static OutputAxis whole(Shape input, int axis) {
        return reading(input, axis, input.extent(axis), IntUnaryOperator.identity());
    }

    /** The same values at every position. */
    static OutputAxis repeating(int extent) {
        return new OutputAxis(extent, 0, place -> 0);
    }

    /** All axes of the input as they are but {@code axis}, which may be counted from the last, as -1. */
    static List<OutputAxis> changing(Shape input, int axis, int extent, IntUnaryOperator position) {
        List<OutputAxis> axes = new ArrayList<>();
        for (int own = 0; own < input.rank(); own++) {
            boolean changed = own == axis || own == axis + input.rank();
            axes.add(changed ? reading(input, own, extent, position) : whole(input, own));
        }
        return axes;
    }

    /** Whether no position reads one before that which the position before it reads. */
    boolean isAscending() {
        int last = 0;
        for (int place = 0; place < extent; place++) {
            int read = position.applyAsInt(place);
            if (read >= 0 && read < last) {
                return false;
            }
            last = Math.max(last, read);
        }
        return true;
    }

    /**
     * How many positions there are for an input of a smaller length, if they are ascending: those up to the last that reads one of
     * its own, and what reads none behind them.
     */
    IntUnaryOperator lengths(int positions) {
        int[] ends = new int[positions + 1];
        int behind = 0;
        for (int place = 0; place < extent; place++) {
            int read = position.applyAsInt(place);
            if (read >= 0) {
                ends[read + 1] = place + 1;
            }
            behind = read >= 0 ? 0 : behind + 1;
        }
        for (int length = 1; length <= positions; length++) {
            ends[length] = Math.max(ends[length], ends[length - 1]);
        }
        int added = behind;
        return length -> ends[length] == 0 ? 0 : ends[length] + added;
    }

    static int extentOf(Shape input, int axis) {
        if (axis < -input.rank() || axis >= input.rank()) {
            throw new EvenkeelException(
                    "needs an input with axis " + axis + ", but its input " + input + " has " + input.rank() + " axes");
        }
        return input.extent(axis);
    }
}
