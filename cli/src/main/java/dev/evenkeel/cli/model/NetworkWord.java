package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Cnn;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.TensorEntry;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The network of weights alone: a description, or the name of a built-in one, which has no input standardisation then, as
 * weights from elsewhere bring none. How many inputs and outputs it has the weights tell.
 */
record NetworkWord(String word, Optional<Shape> input) {
    private static final Shape CIFAR = Shape.of(32, 32, 3);
    private static final int RESNET_FEATURES = 64;

    Network of(Path weights) {
        if (!NetworkOptions.isBuiltIn(word)) {
            NetworkOptions.requireDescription(word);
            return YamlNetwork.read(Path.of(word));
        }
        return switch (word) {
            case NetworkOptions.MLP -> perceptron(weights);
            case NetworkOptions.CNN -> convolutional(weights);
            case NetworkOptions.GRU -> recurrent(weights);
            case NetworkOptions.TRANSFORMER ->
                throw new UsageException(
                        "--network transformer does not say which blocks and heads the weights are of: describe"
                                + " the network that they were trained with in a FILE.yaml, or leave --network out, as"
                                + " GPT-2, BERT and PyTorch's encoders are known by their tensors' names");
            default ->
                ResNet.of(Integer.parseInt(word.substring(NetworkOptions.RESNET.length())))
                        .network(input.orElse(CIFAR), outputs(weights, RESNET_FEATURES));
        };
    }

    private Network perceptron(Path weights) {
        int first = NetworkOptions.HIDDEN.get(0);
        int last = NetworkOptions.HIDDEN.get(1);
        Shape read = input.orElseGet(() -> Shape.of(other(weights, first, last)
                .orElseThrow(() -> misfit(weights, "a product of " + first + " features with its inputs"))));
        return withoutStandardization(NetworkOptions.usualMlp(read, outputs(weights, last, first)));
    }

    private Network convolutional(Path weights) {
        Shape read = input.orElseThrow(
                () -> new UsageException("--network cnn needs the shape of an image too: say --input 28,28,1"));
        Network any = Cnn.of().network(read, 1);
        int features = any.head().orElseThrow().inputShapes().get(0).channels();
        return withoutStandardization(Cnn.of().network(read, outputs(weights, features)));
    }

    private Network recurrent(Path weights) {
        Shape read = input.filter(shape -> shape.rank() == 2)
                .orElseThrow(() -> new UsageException(
                        "--network gru needs the positions and channels of a sequence too: say --input "
                                + input.map(shape -> shape.size() + ",1").orElse("29,12")));
        int gates = 3 * SequenceNetworks.WIDTH;
        int features = 2 * SequenceNetworks.WIDTH;
        int outputs = other(weights, features, gates)
                .orElseThrow(() -> new EvenkeelException(String.format(
                        Locale.ROOT,
                        "%1$s does not fit the network gru: it needs 'gru.weight_ih_l0' [%2$d, %3$d], 'gru.weight_hh_l0' [%2$d, %4$d],"
                                + " 'gru.bias_ih_l0' and 'gru.bias_hh_l0' [%2$d], the same with '_reverse' behind them, and"
                                + " 'head.weight' [outputs, %5$d], but it has no matrix of %5$d columns. Describe the"
                                + " network that these weights were trained with in a FILE.yaml",
                        weights,
                        gates,
                        read.channels(),
                        SequenceNetworks.WIDTH,
                        features)));
        return SequenceNetworks.recurrent(Network.builder(read))
                .add("pool", new SequencePool(SequencePool.Kind.MEAN))
                .add("head", Layers.linear(outputs))
                .build();
    }

    private static Network withoutStandardization(Network network) {
        List<Layer> layers = network.nodes().stream().skip(1).map(Node::layer).toList();
        return Network.of(network.input(), layers);
    }

    private int outputs(Path weights, int features, int... not) {
        return other(weights, features, not)
                .orElseThrow(() -> misfit(weights, "a last product with its " + features + " features"));
    }

    private EvenkeelException misfit(Path weights, String what) {
        return new EvenkeelException(weights + " does not fit the network " + word + ": it has no matrix that could be "
                + what + ". Describe the network that these weights were trained with in a FILE.yaml");
    }

    /** The other extent of the first matrix with one extent, unless that is one of those that are not meant. */
    private static OptionalInt other(Path weights, int extent, int... not) {
        try (SafetensorsFile file = SafetensorsFile.read(weights)) {
            for (TensorEntry entry : file.tensors().values()) {
                long[] shape = entry.shape();
                for (int axis = 0; axis < 2 && shape.length == 2; axis++) {
                    long found = shape[1 - axis];
                    if (shape[axis] == extent && Arrays.stream(not).noneMatch(one -> one == found)) {
                        return OptionalInt.of(Math.toIntExact(found));
                    }
                }
            }
        }
        return OptionalInt.empty();
    }
}
