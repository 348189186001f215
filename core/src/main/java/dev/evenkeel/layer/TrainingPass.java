package dev.evenkeel.layer;

/** A layer's training computation on the buffers of its context. Allocates nothing after it was compiled. */
public interface TrainingPass {
    /**
     * Reads the input flows and writes the output flow.
     *
     * @throws dev.evenkeel.EvenkeelException if the batch cannot be normalised; the step is then undone
     */
    void forward(Step step);

    /**
     * Reads the output gradient, writes the input gradients that are needed and adds the parameters' gradients. Comes
     * after {@link #forward} with the same step, whose flows are still there.
     */
    void backward(Step step);
}
