package dev.evenkeel.train.optimizer;

import dev.evenkeel.kernel.view.Momentum;

/** The optimizers with PyTorch's defaults, for static import. */
public final class Optimizers {
    private Optimizers() {}

    /** Gradient descent without momentum and weight decay; add them with {@code momentum(0.9)} and {@code weightDecay(5e-4)}. */
    public static Sgd sgd(double learningRate) {
        return new Sgd(learningRate, 0f, Momentum.CLASSIC, 0f);
    }

    /** Adam: betas 0.9 and 0.999, epsilon 1e-8, no weight decay. */
    public static Adam adam(double learningRate) {
        return new Adam(learningRate, 0.9f, 0.999f, 1e-8f, 0f, Adam.Coupling.GRADIENT);
    }

    /** AdamW: betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01. */
    public static Adam adamW(double learningRate) {
        return new Adam(learningRate, 0.9f, 0.999f, 1e-8f, 0.01f, Adam.Coupling.WEIGHTS);
    }

    /** RMSProp: smoothing 0.99, epsilon 1e-8, no momentum, no weight decay. */
    public static RmsProp rmsProp(double learningRate) {
        return new RmsProp(learningRate, 0.99f, 1e-8f, 0f, 0f);
    }
}
