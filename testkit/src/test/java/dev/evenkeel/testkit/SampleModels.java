package dev.evenkeel.testkit;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Models with seeded values, as after some training: of both signs, variances above 0. */
final class SampleModels {
    private SampleModels() {}

    static Model of(Network network) {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, SampleCounts> sampleCounts = new HashMap<>();
        for (Node node : network.nodes()) {
            for (Parameter parameter : node.parameters()) {
                String name = node.name() + "." + parameter.name();
                tensors.put(name, Tensor.of(parameter.shape(), gaussian(name, parameter.shape())));
            }
            for (Statistic statistic : node.statistics()) {
                String name = node.name() + "." + statistic.name();
                float[] values = gaussian(name, statistic.shape());
                if (statistic.initial() > 0) {
                    for (int index = 0; index < values.length; index++) {
                        values[index] = 0.3f + Math.abs(values[index]);
                    }
                }
                tensors.put(name, Tensor.of(statistic.shape(), values));
                sampleCounts.put(node.name(), SampleCounts.of(5, 200));
            }
        }
        return new Model(network, tensors, sampleCounts, Model.Output.plain(), JsonObject.of(), Map.of());
    }

    static float[] gaussian(String purpose, Shape shape) {
        Randomness random = Randomness.of(19, purpose);
        float[] values = new float[shape.size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) random.nextGaussian();
        }
        return values;
    }
}
