package dev.evenkeel.kernel.view;

/** The element-wise nonlinearities that kernels compute, {@code y = f(x)}. */
public enum Activation {
    /** {@code y = x}. */
    IDENTITY,
    /** {@code y = max(0, x)}; derivative 0 at 0. */
    RELU,
    /** {@code y = x} for {@code x > 0}, else {@code slope * x}. */
    LEAKY_RELU,
    /** {@code y = x/2 * (1 + erf(x / sqrt(2)))} (Hendrycks and Gimpel 2016). */
    GELU,
    /** {@code y = x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)))}. */
    GELU_TANH,
    /** {@code y = x / (1 + exp(-x))}, also called swish. */
    SILU,
    /** {@code y = 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** {@code y = tanh(x)}. */
    TANH
}
