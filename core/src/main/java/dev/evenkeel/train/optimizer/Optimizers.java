package dev.evenkeel.train.optimizer;

import dev.evenkeel.kernel.view.Momentum;

/** The optimizers with PyTorch's defaults, for static import. */
public final class Optimizers {
    private Optimizers() {}

    /** Gradient descent without momentum and decay; add them with {@code momentum(0.9)} and {@code decay(5e-4)}. */
    public static Sgd sgd(double rate) {
        return new Sgd(rate, 0f, Momentum.CLASSIC, 0f);
    }

    /** Adam: betas 0.9 and 0.999, epsilon 1e-8, no decay. */
    public static Adam adam(double rate) {
        return new Adam(rate, 0.9f, 0.999f, 1e-8f, 0f, Adam.Coupling.GRADIENT);
    }

    /** AdamW: betas 0.9 and 0.999, epsilon 1e-8, decay 0.01. */
    public static Adam adamW(double rate) {
        return new Adam(rate, 0.9f, 0.999f, 1e-8f, 0.01f, Adam.Coupling.WEIGHTS);
    }

    /** RMSProp: smoothing 0.99, epsilon 1e-8, no momentum, no decay. */
    public static RmsProp rmsProp(double rate) {
        return new RmsProp(rate, 0.99f, 1e-8f, 0f, 0f);
    }
}
