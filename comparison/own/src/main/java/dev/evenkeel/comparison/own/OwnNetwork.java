package dev.evenkeel.comparison.own;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;

import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.LanguageModel;
import dev.evenkeel.comparison.network.Part;
import dev.evenkeel.comparison.network.Weights;
import dev.evenkeel.comparison.value.Values;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The networks in Evenkeel's words. */
final class OwnNetwork {
    private OwnNetwork() {}

    static Network of(Architecture architecture, Weights weights) {
        Shape input = architecture.isConvolutional()
                ? Shape.of(architecture.extent(), architecture.extent(), architecture.imageChannels())
                : Shape.of(architecture.inputs());
        if (architecture == Architecture.RESNET20) {
            return ResNet.of(20)
                    .projectionShortcuts()
                    .normalization(place -> Optional.of(
                            layer(new Part.Normalization(place.shape().channels()))))
                    .network(input, Architecture.CLASSES);
        }
        return Network.of(
                input,
                weights.parts().stream().map(named -> layer(named.part())).toList());
    }

    static Network languageModel() {
        return Transformer.of(LanguageModel.BLOCKS, LanguageModel.HEADS, LanguageModel.WIDTH)
                .languageModel(LanguageModel.TOKENS, LanguageModel.CONTEXT);
    }

    static Model model(LanguageModel model) {
        return model(languageModel(), model::get);
    }

    static Model model(Architecture architecture, Weights weights) {
        return model(of(architecture, weights), weights::get);
    }

    private static Model model(Network network, Function<String, float[]> weights) {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, SampleCounts> evidence = new HashMap<>();
        for (Node node : network.nodes()) {
            node.parameters().forEach(parameter -> {
                String name = node.name() + "." + parameter.name();
                tensors.put(name, Tensor.of(parameter.shape(), weights.apply(name)));
            });
            node.statistics().forEach(statistic -> {
                String name = node.name() + "." + statistic.name();
                tensors.put(name, Tensor.of(statistic.shape(), weights.apply(name)));
                evidence.put(node.name(), SampleCounts.of(1000, 128_000));
            });
        }
        return new Model(
                network,
                tensors,
                evidence,
                new Model.Output(OutputActivation.SOFTMAX, List.of(), Optional.empty()),
                JsonObject.of(),
                Map.of());
    }

    private static Layer layer(Part part) {
        if (part instanceof Part.Dense dense) {
            Linear linear = linear(dense.outputs());
            return dense.bias() == Part.Bias.WITH ? linear : linear.withoutBias();
        } else if (part instanceof Part.Convolution convolution) {
            Conv conv = conv(convolution.outputs(), convolution.kernel()).same();
            return convolution.bias() == Part.Bias.WITH ? conv : conv.withoutBias();
        } else if (part instanceof Part.Normalization) {
            return batchNorm().epsilon((float) Values.EPSILON);
        } else if (part instanceof Part.Rectifier) {
            return relu();
        } else if (part instanceof Part.Pool) {
            return maxPool(2);
        }
        return flatten();
    }
}
