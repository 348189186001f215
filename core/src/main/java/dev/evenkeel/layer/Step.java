package dev.evenkeel.layer;

/**
 * One batch on its way through a training program. A step is single use: a forward pass, then at most one backward
 * pass over the same buffers.
 */
public interface Step {
    /** How many examples the batch holds: at most the program's batch size. */
    int examples();

    /** A number that no other batch of the run has: what dropout draws its mask from. */
    long number();

    /** Whether dropout drops: not while statistics are recalibrated. */
    Purpose purpose();

    /** What a forward pass is for. */
    enum Purpose {
        /** Learning. */
        LEARN,
        /** Gathering statistics with final weights: dropout passes its input through. */
        GATHER_STATISTICS
    }
}
