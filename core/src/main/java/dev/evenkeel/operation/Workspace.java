package dev.evenkeel.operation;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.tensor.Mask;

/**
 * The buffers of one block of examples and the operations bound to them; used by one thread at a time.
 *
 * @param input where the examples go
 * @param operations in the order in which they compute
 * @param output where the results are
 * @param results the same, as a matrix
 * @param probabilities where a softmax of the results goes
 * @param logSums scratch for it
 */
public record Workspace(
        Activations input,
        Operation.Bound[] operations,
        Activations output,
        Matrix results,
        Matrix probabilities,
        float[] logSums) {
    private static final float[] NOTHING = {};

    public Workspace(Activations input, Operation.Bound[] operations, Activations output) {
        this(input, operations, output, output.matrix(), output.matrix(), new float[output.rows(output.capacity())]);
    }

    /** Copies {@code examples} examples in, with their padding, and computes. */
    public void run(float[] inputs, int offset, Mask mask, int firstExample, int examples) {
        System.arraycopy(
                inputs, offset, input.values(), 0, examples * input.shape().size());
        mark(mask, firstExample, examples);
        input.clearPadding(examples);
        for (Operation.Bound operation : operations) {
            operation.run(examples);
        }
    }

    /** Writes the softmax of the results of {@code examples} examples. */
    public void softmax(Kernels kernels, int examples, float[] to, int at) {
        kernels.rows().softmax(results, probabilities.over(to, at), logSums, 0, output.rows(examples));
        probabilities.over(NOTHING);
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
