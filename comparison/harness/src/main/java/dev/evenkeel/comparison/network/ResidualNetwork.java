package dev.evenkeel.comparison.network;

import dev.evenkeel.comparison.network.Part.Average;
import dev.evenkeel.comparison.network.Part.Bias;
import dev.evenkeel.comparison.network.Part.Convolution;
import dev.evenkeel.comparison.network.Part.Dense;
import dev.evenkeel.comparison.network.Part.Named;
import dev.evenkeel.comparison.network.Part.Normalization;
import dev.evenkeel.comparison.network.Part.Rectifier;
import dev.evenkeel.comparison.network.Part.Residual;
import java.util.ArrayList;
import java.util.List;

/** The residual network of 20 layers (He et al. 2015, arXiv 1512.03385, section 4.2) with projections on shortcuts: option B. */
final class ResidualNetwork {
    private static final List<Integer> CHANNELS = List.of(16, 32, 64);
    private static final int BLOCKS = 3;

    private ResidualNetwork() {}

    static List<Named> parts(int inputs, int classes) {
        List<Named> parts = new ArrayList<>(List.of(
                convolution("conv1", 3, 1, inputs, CHANNELS.get(0)),
                normalization("bn1", CHANNELS.get(0)),
                new Named("relu", new Rectifier())));
        int channels = CHANNELS.get(0);
        for (int stage = 0; stage < CHANNELS.size(); stage++) {
            for (int block = 0; block < BLOCKS; block++) {
                String name = "layer" + (stage + 1) + "." + block;
                parts.add(new Named(name, block(name, channels, CHANNELS.get(stage))));
                channels = CHANNELS.get(stage);
            }
        }
        parts.add(new Named("avgpool", new Average()));
        parts.add(new Named("linear", new Dense(1, channels, classes, Bias.WITH)));
        return parts;
    }

    /** Where the channels grow, the size is halved. */
    private static Residual block(String name, int inputs, int outputs) {
        int stride = inputs == outputs ? 1 : 2;
        List<Named> body = List.of(
                convolution(name + ".conv1", 3, stride, inputs, outputs),
                normalization(name + ".bn1", outputs),
                new Named(name + ".relu1", new Rectifier()),
                convolution(name + ".conv2", 3, 1, outputs, outputs),
                normalization(name + ".bn2", outputs));
        return new Residual(
                body,
                stride == 1
                        ? List.of()
                        : List.of(
                                convolution(name + ".downsample.0", 1, stride, inputs, outputs),
                                normalization(name + ".downsample.1", outputs)));
    }

    private static Named convolution(String name, int kernel, int stride, int inputs, int outputs) {
        return new Named(name, new Convolution(kernel, stride, inputs, outputs, Bias.WITHOUT));
    }

    private static Named normalization(String name, int channels) {
        return new Named(name, new Normalization(channels));
    }
}
