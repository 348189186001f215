package dev.evenkeel.layer.core;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Identity;

/**
 * A layer that sets values to 0 at random in training and passes them on in inference. What stands behind it sees other
 * variances in training than in inference (Li et al. 2018, arXiv 1801.05134), so who gathers statistics has to choose.
 */
public interface Dropping extends UnaryLayer {
    /** The share that is dropped, in [0, 1). */
    float probability();

    @Override
    default JsonValue settings() {
        return JsonValue.of(probability());
    }

    @Override
    default Operation inference(InferenceContext context) {
        return new Identity(typeName());
    }

    /** @throws IllegalArgumentException if the probability is none below 1 */
    static void require(String typeName, float probability) {
        if (!(probability >= 0 && probability < 1)) {
            throw new IllegalArgumentException(
                    typeName + " needs a probability of dropping from 0 to below 1, but got " + probability);
        }
    }

    /**
     * Drops among the values of examples, in place, as training does.
     *
     * @param values of which the first {@code examples} examples are taken
     * @param firstExample the number of the first example: each has a mask of its own, by any cut of the data
     * @param key what else the masks are drawn from
     */
    void drop(Kernels kernels, Activations values, int examples, long firstExample, long key);
}
