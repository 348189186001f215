package dev.evenkeel.network;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.norm.Normalization;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Residual networks for small images (He et al. 2015, arXiv 1512.03385, section 4.2): a convolution to 16 channels, three
 * stages of n blocks with 16, 32 and 64 channels, the mean over all positions, and a linear layer: {@code 6n + 2} layers
 * with weights. A block is {@code y = relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x))} with 3x3 convolutions, He's
 * initial weights, and stride 2 where the second and third stage begin.
 *
 * <p>Layers are named as in PyTorch, {@code conv1}, {@code bn1}, {@code layer1.0.conv1}, ..., {@code layer3.2.bn2},
 * {@code linear}, whatever normalization stands there. A convolution has a bias exactly where nothing is normalised behind
 * it. For 32 x 32 x 3 and 10 classes the depths 20, 32, 44, 56 and 110 have 0.27, 0.46, 0.66, 0.85 and 1.73 million
 * parameters.
 */
@CheckReturnValue
public final class ResNet {
    private static final List<Integer> CHANNELS = List.of(16, 32, 64);
    private static final int MIN = 8;
    private static final int MAX_DEPTH = 998;

    private final int depth;
    private final Shortcut shortcut;
    private final LastGamma lastGamma;
    private final Function<Place, Optional<Layer>> normalization;
    private final Optional<InputStandardization> standardization;

    /**
     * Where a normalization stands.
     *
     * @param name its name in the network, as {@code layer1.0.bn1}
     * @param shape of one example of what is normalised, {@code [height, width, channels]}
     */
    public record Place(String name, Shape shape) {}

    private enum Shortcut {
        IDENTITY,
        PROJECTION
    }

    private enum LastGamma {
        USUAL,
        ZERO
    }

    private ResNet(
            int depth,
            Shortcut shortcut,
            LastGamma lastGamma,
            Function<Place, Optional<Layer>> normalization,
            Optional<InputStandardization> standardization) {
        if (depth < MIN || depth > MAX_DEPTH || depth % 6 != 2) {
            throw new IllegalArgumentException("A residual network needs a depth of 6n + 2 from " + MIN + " to "
                    + MAX_DEPTH + ", as 20, 32, 44, 56 or 110, but got " + depth);
        }
        this.depth = depth;
        this.shortcut = shortcut;
        this.lastGamma = lastGamma;
        this.normalization = normalization;
        this.standardization = standardization;
    }

    /**
     * With batch normalization and shortcuts without parameters (the paper's option A).
     *
     * @param depth 20, 32, 44, 56, 110 or another {@code 6n + 2} from 8 to 998
     */
    public static ResNet of(int depth) {
        return new ResNet(
                depth, Shortcut.IDENTITY, LastGamma.USUAL, place -> Optional.of(Layers.batchNorm()), Optional.empty());
    }

    /**
     * A 1x1 convolution and a normalization on the shortcuts where channels and size change (option B), named as
     * {@code layer2.0.downsample.0} and {@code .1}.
     */
    public ResNet projectionShortcuts() {
        return new ResNet(depth, Shortcut.PROJECTION, lastGamma, normalization, standardization);
    }

    /** Every block begins as its shortcut: {@link Normalization#zeroGamma} in its last normalization. */
    public ResNet zeroLastGamma() {
        return new ResNet(depth, shortcut, LastGamma.ZERO, normalization, standardization);
    }

    /** Another normalization at each place, or none. */
    public ResNet normalization(Function<Place, Optional<Layer>> other) {
        return new ResNet(depth, shortcut, lastGamma, other, standardization);
    }

    /** Inputs standardised in front, in a layer {@code standardize}. */
    public ResNet standardized(InputStandardization.Scope scope) {
        return new ResNet(depth, shortcut, lastGamma, normalization, Optional.of(Layers.standardize(scope)));
    }

    /**
     * The network for images {@code [height, width, channels]} of 8 x 8 or more.
     *
     * @param outputs how many classes, or values, there are
     * @throws EvenkeelException if the input is no such image, a normalization cannot stand at its place, or the last one
     *     of a block has no gamma that could start at zero
     */
    public Network network(Shape input, int outputs) {
        if (input.rank() != 3 || input.extent(0) < MIN || input.extent(1) < MIN) {
            throw new EvenkeelException("A residual network needs images [height, width, channels] of " + MIN + " x "
                    + MIN + " or more, but its input is " + input);
        }
        Network.Builder builder = Network.builder(input);
        standardization.ifPresent(layer -> builder.add("standardize", layer));
        normalized(builder, builder.last(), "conv1", threeByThree(CHANNELS.get(0), 1), "bn1", normalization);
        builder.add("relu", Layers.relu());
        for (int stage = 0; stage < CHANNELS.size(); stage++) {
            for (int block = 0; block < (depth - 2) / 6; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                block(builder, "layer" + (stage + 1) + "." + block, CHANNELS.get(stage), stride);
            }
        }
        return builder.add("avgpool", Layers.globalAveragePool())
                .add("linear", Layers.linear(outputs))
                .build();
    }

    private void block(Network.Builder builder, String name, int channels, int stride) {
        String input = builder.last();
        normalized(builder, input, name + ".conv1", threeByThree(channels, stride), name + ".bn1", normalization);
        builder.add(name + ".relu1", Layers.relu());
        normalized(builder, builder.last(), name + ".conv2", threeByThree(channels, 1), name + ".bn2", this::last);
        String body = builder.last();
        if (stride == 1) {
            builder.add(name + ".add", Layers.add(), List.of(body, input));
        } else {
            shortcut(builder, input, name, channels, stride);
            builder.add(name + ".add", Layers.add(), List.of(body, builder.last()));
        }
        builder.add(name + ".relu2", Layers.relu());
    }

    private void shortcut(Network.Builder builder, String input, String name, int channels, int stride) {
        if (shortcut == Shortcut.IDENTITY) {
            builder.add(name + ".shortcut", Layers.identityShortcut(stride, channels), List.of(input));
        } else {
            Conv projection = Layers.conv(channels, 1).stride(stride).initial(Initial.HE);
            normalized(builder, input, name + ".downsample.0", projection, name + ".downsample.1", normalization);
        }
    }

    private static Conv threeByThree(int channels, int stride) {
        return Layers.conv(channels, 3).stride(stride).padding(1).initial(Initial.HE);
    }

    private static void normalized(
            Network.Builder builder,
            String input,
            String convName,
            Conv conv,
            String normName,
            Function<Place, Optional<Layer>> normalization) {
        Place place = new Place(normName, conv.outputShape(builder.shapeOf(input)));
        Optional<Layer> norm = normalization.apply(place);
        builder.add(convName, norm.isPresent() ? conv.withoutBias() : conv, List.of(input));
        norm.ifPresent(layer -> builder.add(normName, layer));
    }

    /** The last normalization of a block. */
    private Optional<Layer> last(Place place) {
        Optional<Layer> usual = normalization.apply(place);
        if (lastGamma == LastGamma.USUAL) {
            return usual;
        }
        if (usual.isPresent()
                && usual.get() instanceof Normalization norm
                && norm.affine().scales()) {
            return Optional.of(norm.zeroGamma());
        }
        throw new EvenkeelException("zeroLastGamma needs a normalization with a gamma at the end of each block, but "
                + usual.map(layer -> layer.typeName() + " without one").orElse("none") + " stands at '" + place.name()
                + "'. Use one that learns gamma, or leave zeroLastGamma out");
    }
}
