package dev.evenkeel.program;

import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import java.util.Arrays;

/**
 * A pass whose layer makes a position of its neighbours: it reads a copy in which padded positions hold what they count as, its
 * padded outputs are 0, and gradients neither come from these nor reach padded inputs.
 */
record PaddedPass(
        TrainingPass pass, Operation.PaddingRule padding, Activations input, Activations read, TrainingContext context)
        implements TrainingPass {
    @Override
    public void forward(Step step) {
        Activations output = context.output();
        if (!padding.keepsMask()) {
            padding.mark(input.mask(), step.examples(), output.mask());
        }
        padding.copy(input, read, step.examples());
        pass.forward(step);
        output.clearPadding(step.examples());
    }

    @Override
    public void backward(Step step) {
        clear(context.output(), context.outputGradient(), step.examples());
        pass.backward(step);
        if (context.needsInputGradient(0)) {
            clear(input, context.inputGradient(0), step.examples());
        }
    }

    private static void clear(Activations of, float[] gradient, int examples) {
        int rows = of.rows(examples);
        int channels = of.shape().channels();
        for (int row = of.mask().nextPadded(0, rows);
                gradient.length > 0 && row < rows;
                row = of.mask().nextPadded(row + 1, rows)) {
            Arrays.fill(gradient, row * channels, (row + 1) * channels, 0f);
        }
    }
}
