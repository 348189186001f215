package dev.evenkeel.comparison.dl4j;

import dev.evenkeel.comparison.Learner;
import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.Part;
import dev.evenkeel.comparison.network.Weights;
import dev.evenkeel.comparison.value.Values;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A network in DL4J's words; images are channels first. Activations are layers of their own. */
final class Dl4jNetwork {
    private static final Map<String, String> NAMES = Map.of(
            "running_mean", "mean",
            "running_var", "var");

    private Dl4jNetwork() {}

    static MultiLayerNetwork of(Architecture architecture, Weights weights) {
        NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder()
                .updater(new Nesterovs(Learner.RATE, Learner.MOMENTUM))
                .convolutionMode(ConvolutionMode.Same)
                .list();
        List<Part> parts = layers(weights).map(Part.Named::part).toList();
        for (int place = 0; place < parts.size(); place++) {
            builder.layer(place == parts.size() - 1 ? output() : layer(parts.get(place)));
        }
        builder.setInputType(
                architecture.isConvolutional()
                        ? InputType.convolutional(architecture.extent(), architecture.extent(), 1, CNN2DFormat.NCHW)
                        : InputType.feedForward(architecture.inputs()));
        MultiLayerNetwork network = new MultiLayerNetwork(builder.build());
        network.init();
        weights.values().keySet().forEach(name -> set(network, weights, name));
        return network;
    }

    /** DL4J brings positions and channels onto one axis itself. */
    private static Stream<Part.Named> layers(Weights weights) {
        return weights.parts().stream().filter(named -> !(named.part() instanceof Part.Flatten));
    }

    private static Layer layer(Part part) {
        if (part instanceof Part.Dense dense) {
            return new DenseLayer.Builder()
                    .nOut(dense.outputs())
                    .hasBias(dense.bias() == Part.Bias.WITH)
                    .activation(Activation.IDENTITY)
                    .build();
        } else if (part instanceof Part.Convolution convolution) {
            return new ConvolutionLayer.Builder(3, 3)
                    .nOut(convolution.outputs())
                    .hasBias(convolution.bias() == Part.Bias.WITH)
                    .activation(Activation.IDENTITY)
                    .build();
        } else if (part instanceof Part.Normalization) {
            return new BatchNormalization.Builder()
                    .eps(Values.EPSILON)
                    .decay(0.9)
                    .useLogStd(false)
                    .build();
        } else if (part instanceof Part.Rectifier) {
            return new ActivationLayer(Activation.RELU);
        } else if (!(part instanceof Part.Pool)) {
            throw new UnsupportedOperationException("DL4J is timed on the mlp and the cnn alone, but got " + part);
        }
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    private static Layer output() {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(Architecture.CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /** DL4J's name for a parameter or statistic, as {@code 0_W}. */
    static String name(Weights weights, String name) {
        List<String> places = layers(weights).map(Part.Named::name).toList();
        int place = places.indexOf(name.substring(0, name.indexOf('.')));
        String kind = name.substring(name.indexOf('.') + 1);
        boolean normalization = weights.part(name) instanceof Part.Normalization;
        String theirs = switch (kind) {
            case "weight" -> normalization ? "gamma" : "W";
            case "bias" -> normalization ? "beta" : "b";
            default -> NAMES.getOrDefault(kind, kind);
        };
        return place + "_" + theirs;
    }

    private static void set(MultiLayerNetwork network, Weights weights, String name) {
        float[] values = weights.channelsFirst(name);
        INDArray target = network.getParam(name(weights, name));
        if (name.endsWith(".weight") && weights.part(name) instanceof Part.Dense dense) {
            INDArray turned = Nd4j.create(values, new long[] {dense.outputs(), dense.inputs()}, 'c');
            target.assign(turned.transpose());
        } else {
            target.assign(Nd4j.create(values, target.shape(), 'c'));
        }
    }

    /** Values shaped as a parameter, channels last. */
    static float[] read(Weights weights, String name, INDArray values) {
        boolean turned = name.endsWith(".weight") && weights.part(name) instanceof Part.Dense;
        INDArray theirs = turned ? values.transpose() : values;
        return weights.channelsLast(name, theirs.dup('c').data().asFloat());
    }
}
