package dev.evenkeel.kernel.team;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.Workers;

/**
 * What a training pass computes with.
 *
 * @param kernels the loops of one provider
 * @param team the threads that run them
 * @param workers that compute the same pass on other examples of the batch
 * @param statistics over which of these examples batch normalization takes its statistics
 */
public record Compute(Kernels kernels, Team team, Workers workers, BatchStatistics statistics) {
    /** All examples of a batch are here. */
    public Compute(Kernels kernels, Team team) {
        this(kernels, team, Workers.alone(), BatchStatistics.SYNCHRONIZED);
    }
}
