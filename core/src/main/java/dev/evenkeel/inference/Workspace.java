package dev.evenkeel.inference;

import dev.evenkeel.tensor.Mask;

/**
 * The buffers of one block of examples and the operations bound to them; used by one thread at a time.
 *
 * @param input where the examples go
 * @param operations in the order in which they compute
 * @param output where the results are
 * @param logSums scratch for a softmax of the results
 */
record Workspace(Flow input, Operation.Bound[] operations, Flow output, float[] logSums) {
    /** Copies {@code examples} examples in, with their padding, and computes. */
    void run(float[] inputs, int offset, Mask mask, int firstExample, int examples) {
        System.arraycopy(
                inputs, offset, input.values(), 0, examples * input.shape().size());
        mark(mask, firstExample, examples);
        for (Operation.Bound operation : operations) {
            operation.run(examples);
        }
    }

    private void mark(Mask mask, int firstExample, int examples) {
        input.mask().clear();
        if (!mask.isComplete()) {
            int positions = mask.positions();
            for (int row = 0; row < examples * positions; row++) {
                if (!mask.isReal(firstExample * positions + row)) {
                    input.mask().pad(row);
                }
            }
        }
    }
}
