package dev.evenkeel.comparison.large;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.residual;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Residual;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Networks for images of 224 x 224 x 3 and 1,000 classes. */
final class Networks {
    private static final Shape IMAGE = Shape.of(224, 224, 3);
    private static final int CLASSES = 1000;
    private static final int[] BLOCKS = {3, 4, 6, 3};
    /** Channels and stride of each pair of convolutions. */
    private static final int[][] SEPARABLE = {
        {64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}, {512, 2}, {512, 1}, {512, 1}, {512, 1}, {512, 1}, {512, 1},
        {1024, 2}, {1024, 1}
    };

    private Networks() {}

    static Network named(String name) {
        return name.equals("resnet50") ? resnet50() : mobileNet();
    }

    /** He et al. 2015, arXiv 1512.03385, with the stride in the 3 x 3 convolutions. */
    private static Network resnet50() {
        List<Part> parts = new ArrayList<>(List.of(
                conv(64, 7).stride(2).padding(3).withoutBias(),
                batchNorm(),
                relu(),
                maxPool(3).stride(2).padding(1)));
        int width = 64;
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            for (int block = 0; block < BLOCKS[stage]; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                Residual residual = residual(
                        conv(width, 1).withoutBias(),
                        batchNorm(),
                        relu(),
                        conv(width, 3).stride(stride).padding(1).withoutBias(),
                        batchNorm(),
                        relu(),
                        conv(4 * width, 1).withoutBias(),
                        batchNorm());
                parts.add(
                        block > 0
                                ? residual
                                : residual.withShortcut(
                                        conv(4 * width, 1).stride(stride).withoutBias(), batchNorm()));
                parts.add(relu());
            }
            width *= 2;
        }
        parts.add(globalAveragePool());
        parts.add(linear(CLASSES));
        return Network.of(IMAGE, parts);
    }

    /** Howard et al. 2017, arXiv 1704.04861. */
    private static Network mobileNet() {
        int channels = 32;
        List<Part> parts =
                new ArrayList<>(List.of(conv(channels, 3).stride(2).padding(1).withoutBias(), batchNorm(), relu()));
        for (int[] pair : SEPARABLE) {
            parts.add(conv(channels, 3)
                    .stride(pair[1])
                    .padding(1)
                    .groups(channels)
                    .withoutBias());
            parts.addAll(List.of(batchNorm(), relu(), conv(pair[0], 1).withoutBias(), batchNorm(), relu()));
            channels = pair[0];
        }
        parts.add(globalAveragePool());
        parts.add(linear(CLASSES));
        return Network.of(IMAGE, parts);
    }

    /** With He's weights and statistics of mean 0 and variance 1. */
    static Model random(Network network) {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, SampleCounts> counts = new HashMap<>();
        for (Node node : network.nodes()) {
            for (Parameter parameter : node.parameters()) {
                String name = node.name() + "." + parameter.name();
                tensors.put(name, Tensor.of(parameter.shape(), weights(name, parameter.shape())));
            }
            for (Statistic statistic : node.statistics()) {
                float[] values = new float[statistic.shape().size()];
                Arrays.fill(values, statistic.initial());
                tensors.put(node.name() + "." + statistic.name(), Tensor.of(statistic.shape(), values));
                counts.put(node.name(), SampleCounts.of(5, 200));
            }
        }
        return new Model(network, tensors, counts, Model.Output.plain(), JsonObject.of(), Map.of());
    }

    /** A vector is a scale of about 1 or a bias that need not be 0. */
    private static float[] weights(String name, Shape shape) {
        Randomness randomness = Randomness.of(1, name);
        float[] values = new float[shape.size()];
        double deviation = shape.rank() == 1 ? 0.1 : Math.sqrt(2.0 * shape.extent(0) / shape.size());
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) (deviation * randomness.nextGaussian()) + (shape.rank() == 1 ? 0.5f : 0f);
        }
        return values;
    }
}
