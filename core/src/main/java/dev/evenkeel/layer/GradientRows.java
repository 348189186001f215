package dev.evenkeel.layer;

import dev.evenkeel.kernel.stream.RowWriter;

/** A training pass that gives the gradient of its first input row by row, after its backward pass, in place of storing it. */
public interface GradientRows extends TrainingPass {
    /** Gives the gradient's rows of the batch of the last backward pass. */
    RowWriter inputGradientRows();
}
