package dev.evenkeel.worker;

/** Over which examples batch normalization takes its statistics where several workers share a batch. */
public enum BatchStatistics {
    /**
     * Over the batch of all workers: moments forward, and the sums of {@code dy} and {@code dy * xhat} backward, are weighted
     * by the number of values behind them and exchanged. So K workers learn what one worker would of the same batch. Ghost
     * batches stay within a worker.
     */
    SYNCHRONIZED,

    /**
     * Over each worker's own share of the batch, as if it were a ghost batch: nothing is exchanged between forward and
     * backward pass. Running statistics follow the shares of all workers merged.
     */
    PER_WORKER
}
