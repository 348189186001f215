package dev.evenkeel.operation;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * An operation whose result at a position depends on where the position stands, or on the positions before it: what a session
 * that computes one position after the other has to tell it, or to let it keep.
 */
public interface PositionalOperation extends Operation {
    /** Where a session stands. */
    interface Place {
        /** The position that is computed now, from 0. */
        int position();

        /** How many positions there may be at most. */
        int limit();
    }

    @Override
    default boolean followsLength(List<Shape> inputs) {
        return true;
    }

    /**
     * Binds this to buffers of one position each, as one session's own: what it keeps of the positions before lies with the
     * returned {@link Bound}.
     *
     * @throws dev.evenkeel.EvenkeelException if it needs positions that come later
     */
    Bound bindAt(Compute compute, Activations[] inputs, Activations output, Place place);
}
