package dev.evenkeel.layer;

/**
 * One batch on its way through a training program: a forward pass, then at most one backward pass over the same buffers.
 * With gradient accumulation an optimizer step takes several of them. Valid during the call alone: the object is used again
 * for the next batch.
 */
public interface Step {
    /** How many examples the batch holds: at most the program's batch size. */
    int examples();

    /** A number that no other batch of the run has: what dropout draws its mask from. */
    long number();

    /** What the forward pass is for: only one that learns drops values and updates running statistics. */
    Purpose purpose();

    /** What a forward pass is for. */
    enum Purpose {
        /** Learning. */
        LEARN,
        /** Gathering statistics with final weights: dropout passes its input through, running statistics stay. */
        GATHER_STATISTICS
    }
}
