package dev.evenkeel.comparison.network;

import dev.evenkeel.comparison.network.Part.Convolution;
import dev.evenkeel.comparison.network.Part.Dense;
import dev.evenkeel.comparison.network.Part.Flatten;
import dev.evenkeel.comparison.network.Part.Named;
import dev.evenkeel.comparison.network.Part.Normalization;
import dev.evenkeel.comparison.network.Part.Pool;
import dev.evenkeel.comparison.network.Part.Rectifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The networks for images of 10 classes. Before a normalization a bias is redundant and left out. */
public enum Architecture {
    /** 784-512-256-10 with batch normalization and ReLU. */
    MLP(28, 1),
    /** The same without batch normalization. */
    MLP_PLAIN(28, 1),
    /** Two times 3 x 3 convolution, batch normalization, ReLU and 2 x 2 maximum; then the classes. */
    CNN(28, 1),
    /** The same without batch normalization. */
    CNN_PLAIN(28, 1),
    /** Residual blocks with batch normalization. */
    RESNET20(32, 3);

    public static final int CLASSES = 10;

    /** The channels of the CNN's second convolution, where nothing else is said. */
    public static final int CHANNELS = 64;

    private static final int FIRST_CHANNELS = 32;

    private final int extent;
    private final int imageChannels;

    Architecture(int extent, int imageChannels) {
        this.extent = extent;
        this.imageChannels = imageChannels;
    }

    /** As {@code cnn-plain}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Architecture of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** An image's extent along both axes. */
    public int extent() {
        return extent;
    }

    public int imageChannels() {
        return imageChannels;
    }

    /** The values of an image. */
    public int inputs() {
        return extent * extent * imageChannels;
    }

    public boolean isConvolutional() {
        return !isPerceptron();
    }

    private boolean isPerceptron() {
        return this == MLP || this == MLP_PLAIN;
    }

    private boolean isNormalized() {
        return this == MLP || this == CNN;
    }

    /** The parts in order. */
    public List<Named> parts(int channels) {
        if (this == RESNET20) {
            return ResidualNetwork.parts(imageChannels, CLASSES);
        }
        List<Part> parts = new ArrayList<>();
        if (isPerceptron()) {
            parts.add(new Dense(1, inputs(), 512, bias()));
            activate(parts, 512);
            parts.add(new Dense(1, 512, 256, bias()));
            activate(parts, 256);
            parts.add(new Dense(1, 256, CLASSES, Part.Bias.WITH));
        } else {
            parts.add(new Convolution(3, 1, imageChannels, FIRST_CHANNELS, bias()));
            activate(parts, FIRST_CHANNELS);
            parts.add(new Pool());
            parts.add(new Convolution(3, 1, FIRST_CHANNELS, channels, bias()));
            activate(parts, channels);
            parts.add(new Pool());
            parts.add(new Flatten());
            parts.add(new Dense(extent * extent / 16, channels, CLASSES, Part.Bias.WITH));
        }
        return numbered(parts);
    }

    private static List<Named> numbered(List<Part> parts) {
        List<Named> named = new ArrayList<>();
        parts.forEach(part -> named.add(new Named(Integer.toString(named.size()), part)));
        return named;
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
