package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Mask;

/**
 * The buffers of one block of examples and the operations bound to them; used by one thread at a time.
 *
 * @param input where the examples go
 * @param operations in the order in which they compute
 * @param output where the results are
 * @param results the same, as a matrix
 * @param logSums scratch for a softmax
 */
record Workspace(Activations input, Operation.Bound[] operations, Activations output, Matrix results, float[] logSums) {
    Workspace(Activations input, Operation.Bound[] operations, Activations output) {
        this(input, operations, output, output.matrix(), new float[output.rows(output.capacity())]);
    }

    /** Copies {@code examples} examples in, with their padding, and computes. */
    void run(float[] inputs, int offset, Mask mask, int firstExample, int examples) {
        System.arraycopy(
                inputs, offset, input.values(), 0, examples * input.shape().size());
        input.mask().clear();
        for (int example = 0; !mask.isComplete() && example < examples; example++) {
            input.mask().copyFrom(mask, firstExample + example, example);
        }
        compute(examples);
    }

    /** Copies example {@code from} of a mask to {@code example} here, as far as its positions go. */
    void take(float[] inputs, int offset, Mask mask, int from, int example) {
        int size = input.shape().size();
        if (example == 0) {
            input.mask().clear();
        }
        System.arraycopy(inputs, offset, input.values(), example * size, size);
        input.mask().copyFrom(mask, from, example);
    }

    /** Computes the first {@code examples} examples that are here. */
    void compute(int examples) {
        input.clearPadding(examples);
        for (Operation.Bound operation : operations) {
            operation.run(examples);
        }
    }

    /** Makes of the results of {@code examples} examples what an output activation does. */
    void finish(Kernels kernels, OutputActivation activation, int examples) {
        float[] values = output.values();
        switch (activation) {
            case IDENTITY -> {}
            case SIGMOID ->
                kernels.activations()
                        .apply(
                                Activation.SIGMOID,
                                0,
                                values,
                                0,
                                values,
                                0,
                                examples * output.shape().size());
            case SOFTMAX -> kernels.rows().softmax(results, results, logSums, 0, output.rows(examples));
        }
    }
}
