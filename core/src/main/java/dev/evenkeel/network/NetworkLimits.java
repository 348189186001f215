package dev.evenkeel.network;

/**
 * Bounds on networks that come from files, the same for YAML, JSON, model files and ONNX: what one of them takes, the
 * others can write and read.
 */
public final class NetworkLimits {
    /** Layers of a network, or nodes of a graph. */
    public static final int MAX_LAYERS = 20_000;

    /** Letters in the name of a layer. */
    public static final int MAX_NAME_LENGTH = 1_000;

    /** Residuals within residuals. */
    public static final int MAX_RESIDUAL_DEPTH = 16;

    private NetworkLimits() {}
}
