package dev.evenkeel.layer.core;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.operation.Activations;

/**
 * A layer that sets values to 0 at random in training and passes them on in inference. What stands behind it sees other
 * variances in training than in inference (Li et al. 2018, arXiv 1801.05134), so who gathers statistics has to choose.
 */
public interface Dropping {
    /**
     * Drops among the values of examples, in place, as training does.
     *
     * @param values of which the first {@code examples} examples are taken
     * @param firstExample the number of the first example: each has a mask of its own, by any cut of the data
     * @param key what else the masks are drawn from
     */
    void drop(Kernels kernels, Activations values, int examples, long firstExample, long key);
}
