package dev.evenkeel.comparison.network;

import dev.evenkeel.comparison.network.Part.Convolution;
import dev.evenkeel.comparison.network.Part.Dense;
import dev.evenkeel.comparison.network.Part.Flatten;
import dev.evenkeel.comparison.network.Part.Normalization;
import dev.evenkeel.comparison.network.Part.Pool;
import dev.evenkeel.comparison.network.Part.Rectifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The networks for images of 28 x 28 x 1 and 10 classes. Before a normalization a bias is redundant and left out. */
public enum Architecture {
    /** 784-512-256-10 with batch normalization and ReLU. */
    MLP,
    /** The same without batch normalization. */
    MLP_PLAIN,
    /** Two times 3 x 3 convolution, batch normalization, ReLU and 2 x 2 maximum; then the classes. */
    CNN,
    /** The same without batch normalization. */
    CNN_PLAIN;

    /** An image's extent along both axes. */
    public static final int EXTENT = 28;

    public static final int PIXELS = EXTENT * EXTENT;
    public static final int CLASSES = 10;

    /** The channels of the second convolution, where nothing else is said. */
    public static final int CHANNELS = 64;

    private static final int FIRST_CHANNELS = 32;

    /** As {@code cnn-plain}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Architecture of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public boolean isConvolutional() {
        return this == CNN || this == CNN_PLAIN;
    }

    private boolean isNormalized() {
        return this == MLP || this == CNN;
    }

    /** The network that has the same function once running statistics are folded into weights. */
    public Architecture folded() {
        return isConvolutional() ? CNN_PLAIN : MLP_PLAIN;
    }

    /** The parts in order. */
    public List<Part> parts(int channels) {
        List<Part> parts = new ArrayList<>();
        if (isConvolutional()) {
            parts.add(new Convolution(1, FIRST_CHANNELS, bias()));
            activate(parts, FIRST_CHANNELS);
            parts.add(new Pool());
            parts.add(new Convolution(FIRST_CHANNELS, channels, bias()));
            activate(parts, channels);
            parts.add(new Pool());
            int positions = PIXELS / 16;
            parts.add(new Flatten(positions, channels));
            parts.add(new Dense(positions * channels, CLASSES, Part.Bias.WITH));
        } else {
            parts.add(new Dense(PIXELS, 512, bias()));
            activate(parts, 512);
            parts.add(new Dense(512, 256, bias()));
            activate(parts, 256);
            parts.add(new Dense(256, CLASSES, Part.Bias.WITH));
        }
        return parts;
    }

    private Part.Bias bias() {
        return isNormalized() ? Part.Bias.WITHOUT : Part.Bias.WITH;
    }

    private void activate(List<Part> parts, int channels) {
        if (isNormalized()) {
            parts.add(new Normalization(channels));
        }
        parts.add(new Rectifier());
    }
}
