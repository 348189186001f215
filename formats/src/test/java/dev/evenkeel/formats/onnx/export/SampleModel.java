package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models with seeded values, as after some training: weights that keep the size of what they multiply, variances above 0. */
final class SampleModel {
    private SampleModel() {}

    static Model of(Network network) {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, SampleCounts> sampleCounts = new HashMap<>();
        for (Node node : network.nodes()) {
            for (Parameter parameter : node.parameters()) {
                String name = node.name() + "." + parameter.name();
                Shape shape = parameter.shape();
                float size = shape.rank() > 1 ? (float) Math.sqrt((double) shape.extent(0) / shape.size()) : 1;
                tensors.put(name, Tensor.of(shape, gaussian(name, shape.size(), size)));
            }
            for (Statistic statistic : node.statistics()) {
                String name = node.name() + "." + statistic.name();
                float[] values = gaussian(name, statistic.shape().size(), 1);
                for (int index = 0; statistic.initial() > 0 && index < values.length; index++) {
                    values[index] = 0.3f + Math.abs(values[index]);
                }
                tensors.put(name, Tensor.of(statistic.shape(), values));
                sampleCounts.put(node.name(), SampleCounts.of(5, 200));
            }
        }
        return new Model(
                network,
                tensors,
                sampleCounts,
                new Model.Output(OutputActivation.SOFTMAX, List.of("cat", "dog"), Optional.empty()),
                JsonObject.of().with("seed", 19),
                Map.of("note", "made for a test"));
    }

    static float[] gaussian(String purpose, int count, float size) {
        Randomness random = Randomness.of(19, purpose);
        float[] values = new float[count];
        for (int index = 0; index < count; index++) {
            values[index] = size * (float) random.nextGaussian();
        }
        return values;
    }
}
