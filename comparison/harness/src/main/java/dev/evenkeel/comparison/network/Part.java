package dev.evenkeel.comparison.network;

/** A part of a network. Weights are named {@code place.weight}, as PyTorch does, and lie channels last. */
public sealed interface Part {
    /** Whether a constant is added to each output. */
    enum Bias {
        WITH,
        WITHOUT
    }

    /** Weight {@code [outputs, inputs]}. */
    record Dense(int inputs, int outputs, Bias bias) implements Part {}

    /** 3 x 3, keeping the size. Weight {@code [outputs, 3, 3, inputs]}. */
    record Convolution(int inputs, int outputs, Bias bias) implements Part {
        public static final int TAPS = 9;
    }

    /** Batch normalization. */
    record Normalization(int channels) implements Part {}

    /** ReLU. */
    record Rectifier() implements Part {}

    /** The maximum of 2 x 2. */
    record Pool() implements Part {}

    /** Positions and channels as one axis. */
    record Flatten(int positions, int channels) implements Part {}
}
