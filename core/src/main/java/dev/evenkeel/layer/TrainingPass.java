package dev.evenkeel.layer;

/** A layer's training computation on the buffers of its context. Allocates nothing after it was compiled. */
public interface TrainingPass {
    /**
     * Reads the inputs and writes the output.
     *
     * @throws dev.evenkeel.EvenkeelException if it cannot take this batch; the run then ends as it was before the step
     */
    void forward(Step step);

    /**
     * Reads the output gradient, writes the input gradients that are needed and adds the parameters' gradients. Comes
     * after {@link #forward} with the same step, whose values are still there.
     */
    void backward(Step step);
}
