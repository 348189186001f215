package dev.evenkeel.norm;

import dev.evenkeel.kernel.view.Moments;

/**
 * A training pass that can give the moments of its input. After a forward pass for
 * {@link dev.evenkeel.layer.Step.Purpose#GATHER_STATISTICS} it always has them, after one for learning if it normalised
 * with the batch's statistics or followed them.
 */
public interface ReportsInputMoments {
    /**
     * Merges the moments of the last forward pass's input, padded positions left out, into {@code into}.
     *
     * @throws IllegalStateException if the last forward pass did not gather moments
     */
    void pool(Moments into);

    /** As {@link #pool}, but where the last forward pass gathered no moments they are gathered now, from its input. */
    void poolNow(Moments into);
}
