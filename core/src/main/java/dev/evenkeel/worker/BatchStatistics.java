package dev.evenkeel.worker;

/** Over which examples batch normalization takes its statistics where several workers share a batch. */
public enum BatchStatistics {
    /**
     * Over the batch of all workers: moments forward, and the sums of {@code dy} and {@code dy * xhat} backward, are weighted
     * by the number of values behind them and exchanged. So K workers learn what one worker would of the same batch. Ghost
     * batches stay within a worker: a network that has some is trained on batches as {@link #PER_WORKER} draws them.
     */
    SYNCHRONIZED,

    /**
     * Over each worker's own share of the batch, as if it were a ghost batch: nothing is exchanged between forward and
     * backward pass. Running statistics follow the shares of all workers merged.
     *
     * <p>So that no share is left with a single example, a batch is not drawn from the examples of all: every worker spreads its own,
     * in an order of chance, evenly over the batches of an epoch. Each example comes once, and a worker's shares differ by one at most;
     * if it has less than two for each batch, it has none of some batches.
     */
    PER_WORKER
}
