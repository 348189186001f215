package dev.evenkeel.formats.onnx.reading;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Image;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Shapes;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The normalizations of channels. */
final class Norms {
    /** What a reader should know of a node that normalises each value by itself. */
    static final String OWN_MEAN = "%s normalises each value alone, so that its output is its bias whatever it reads";

    private static final int MAX_CHANNELS = 1 << 22;

    private Norms() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "BatchNormalization",
                Operator.of(
                        Norms::batch, "epsilon", "momentum", "training_mode", "is_test", "spatial", "consumed_inputs"));
        operators.put("InstanceNormalization", Operator.of(Norms::instance, "epsilon", "consumed_inputs"));
        operators.put(
                "GroupNormalization",
                Operator.of(Norms::group, "epsilon", "num_groups", "stash_type").since(18));
        operators.put("LpNormalization", Operator.of(Norms::lp, "axis", "p"));
        operators.put("LRN", Operator.of(Norms::localResponse, "alpha", "beta", "bias", "size"));
    }

    /** Whether a file's batch normalization takes the statistics of its batch. */
    static boolean isTraining(NodeReader node) {
        if (node.operatorSet() >= 14) {
            return node.flag("training_mode");
        }
        return node.operatorSet() < 7 ? !node.flag("is_test") : node.output(1).isPresent();
    }

    /** Channels, or every value of an example where {@code spatial} is 0, have statistics of their own. */
    private static void batch(Translation translation, NodeReader node) {
        Flowing given = translation.flowing(node, 0);
        if (given.flattened().isPresent() && given.batch().isOwn()) {
            translation.define(node.output(), batch(translation, node, given));
            return;
        }
        Image image = Image.of(translation, node, 0);
        if (node.operatorSet() >= 9 || node.whole("spatial", 1) == 1 || image.positions().length == 0) {
            image.define(batch(translation, node, image.value()));
            return;
        }
        Flowing value = translation.fileOrder(node, image.value());
        Flowing rows = image.rows() == 0
                ? Shapes.reshaped(translation, node, value, image.rowSize())
                : Shapes.reshaped(translation, node, value, value.extents()[0], image.rowSize());
        Flowing normalized = batch(translation, node, rows);
        image.define(Shapes.reshaped(translation, node, normalized, value.extents()));
    }

    private static Flowing batch(Translation translation, NodeReader node, Flowing input) {
        int channels = input.shape().channels();
        float momentum = node.real("momentum", 0.9f);
        BatchNorm layer =
                BatchNorm.standard().epsilon(epsilon(translation, node)).estimator(VarianceEstimator.BIASED);
        layer = momentum >= 1 ? layer.frozenStatistics() : layer.newBatchWeight(1 - momentum);
        Map<String, Tensor> own = new LinkedHashMap<>();
        for (int index = 3; index < 5; index++) {
            if (!node.hasInput(index)) {
                throw node.wrong(
                        "needs a running mean and a running variance as its inputs 3 and 4, counted from 0, but the"
                                + " file leaves them out: the layer kept none, as with track_running_stats=False. Train it with"
                                + " running statistics, and export it again");
            }
        }
        String[] names = {"weight", "bias", "running_mean", "running_var"};
        for (int index = 0; index < names.length; index++) {
            own.put(names[index], channels(node, translation.fixed(node, index + 1), input, channels));
        }
        requireDivisor(node, translation.fixed(node, 4));
        Flowing output = translation.add(node, layer, List.of(input), own, input);
        translation.layers().sampleCounts(output.node(), SampleCounts.UNKNOWN);
        if (isTraining(node)) {
            translation.layers().normalizesBatch(output.node(), node);
        }
        return output;
    }

    private static void requireDivisor(NodeReader node, Fixed variance) {
        if (node.real("epsilon", 1e-5f) == 0) {
            for (float value : variance.floats()) {
                if (value == 0) {
                    throw node.wrong("divides by 0: its epsilon and a variance in " + quoted(variance.name())
                            + " are 0. Export it with an epsilon");
                }
            }
        }
    }

    /** What is added to the variance; 0 becomes the least number above it, as layers here need one. */
    static float epsilon(Translation translation, NodeReader node) {
        float epsilon = node.real("epsilon", 1e-5f);
        if (!(epsilon >= 0 && Float.isFinite(epsilon))) {
            throw node.wrong("needs an 'epsilon' of 0 or more, but got " + epsilon);
        }
        if (epsilon == 0) {
            translation.remark(node.title() + " has an epsilon of 0, which here is " + Float.MIN_NORMAL
                    + ": only where a variance is 0 does this change a value, which would not be a number");
        }
        return Math.max(epsilon, Float.MIN_NORMAL);
    }

    private static void instance(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        int channels = image.channels();
        Tensor scale = channels(node, translation.fixed(node, 1), image.value(), channels);
        Tensor bias = channels(node, translation.fixed(node, 2), image.value(), channels);
        Layer layer =
                InstanceNorm.standard().epsilon(epsilon(translation, node)).withAffine();
        affine(image, layer, channels, scale, bias);
    }

    private static void group(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        int groups = node.integer("num_groups", 0);
        int channels = image.channels();
        if (groups < 1 || channels % groups != 0) {
            throw node.wrong("needs a 'num_groups' that divides its " + channels + " channels, but got " + groups);
        }
        Tensor scale = groupChannels(node, translation.fixed(node, 1), channels, groups);
        Tensor bias = groupChannels(node, translation.fixed(node, 2), channels, groups);
        GroupNorm layer = GroupNorm.of(groups).epsilon(epsilon(translation, node));
        affine(image, layer, groups, scale, bias);
    }

    /** From version 21 on there is a value per channel; before, one per group counts for all channels of its group. */
    private static Tensor groupChannels(NodeReader node, Fixed fixed, int channels, int groups) {
        boolean perGroup = node.operatorSet() < 21;
        int needed = perGroup ? groups : channels;
        requireModest(node, channels);
        if (fixed.size() != needed) {
            throw node.wrong("needs " + needed + " values in " + quoted(fixed.name()) + ", one per "
                    + (perGroup ? "group" : "channel") + " in version " + node.operatorSet()
                    + " of the operators, but got " + fixed.size()
                    + (fixed.size() == (perGroup ? channels : groups)
                            ? ". Version " + (perGroup ? "21 takes one per channel" : "18 takes one per group")
                                    + ": export the network again"
                            : ""));
        }
        float[] values = fixed.floats();
        float[] spread = new float[channels];
        int width = channels / needed;
        for (int channel = 0; channel < channels; channel++) {
            spread[channel] = values[channel / width];
        }
        return Tensor.of(Shape.of(channels), spread);
    }

    private static void affine(Image image, Layer layer, int groups, Tensor scale, Tensor bias) {
        Translation translation = image.translation();
        NodeReader node = image.node();
        Flowing value = image.value();
        if (image.rowSize() == groups) {
            translation.remark(OWN_MEAN.formatted(node.title()));
            Flowing zeros = translation.add(node, new Apply(Function.LINEAR, 0, 0), List.of(value), value);
            image.define(perChannel(image, Combine.Operator.PLUS, zeros, 2, bias));
        } else if (image.rows() == 0) {
            image.define(translation.add(node, layer, List.of(value), Map.of("weight", scale, "bias", bias), value));
        } else {
            Flowing ordered = translation.fileOrder(node, value);
            int rows = value.extents()[0];
            Flowing sets = Shapes.reshaped(translation, node, ordered, rows, groups, image.rowSize() / groups);
            Layer alone =
                    LayerNorm.standard().epsilon(epsilon(translation, node)).withoutAffine();
            Flowing normalized = Shapes.reshaped(
                    translation, node, translation.add(node, alone, List.of(sets), sets), ordered.extents());
            Flowing scaled = perChannel(image, Combine.Operator.MULTIPLY, normalized, 1, scale);
            image.define(perChannel(image, Combine.Operator.PLUS, scaled, 2, bias));
        }
    }

    /** @param input of the node, which says {@code values} */
    private static Flowing perChannel(Image image, Combine.Operator operator, Flowing value, int input, Tensor values) {
        int[] extents = new int[image.positions().length + 1];
        Arrays.fill(extents, 1);
        extents[0] = image.channels();
        String name = image.translation().fixed(image.node(), input).name();
        Fixed constant = Fixed.ofFloats(name, extents, values.toArray());
        return (Flowing) Arithmetic.pair(image.translation(), image.node(), operator, value, constant);
    }

    private static void requireModest(NodeReader node, int channels) {
        if (channels > MAX_CHANNELS) {
            throw node.unsupported("it takes up to " + MAX_CHANNELS + " channels, but got " + channels);
        }
    }

    /** Values per channel. */
    private static Tensor channels(NodeReader node, Fixed fixed, Flowing input, int channels) {
        requireModest(node, channels);
        float[] values = fixed.floats();
        if (values.length != channels) {
            throw node.wrong("needs " + channels + " values in " + quoted(fixed.name()) + ", but got " + values.length);
        }
        float[] placed = new float[channels];
        Optional<int[]> from = input.flattened().map(Flowing.Flattened::filePositions);
        for (int channel = 0; channel < channels; channel++) {
            int at = channel;
            if (from.isPresent()) {
                at = from.get()[channel];
            }
            placed[channel] = values[at];
        }
        return Tensor.of(Shape.of(channels), placed);
    }

    private static void lp(Translation translation, NodeReader node) {
        Flowing given = translation.flowing(node, 0);
        Flowing input = translation.axisLast(node, given, translation.axis(node, node.whole("axis", -1), given));
        translation.define(
                node.output(), translation.add(node, new LpNorm(node.integer("p", 2)), List.of(input), input));
    }

    private static void localResponse(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        LocalResponseNorm layer = new LocalResponseNorm(
                node.integer("size", 1), node.real("alpha", 1e-4f), node.real("beta", 0.75f), node.real("bias", 1));
        image.define(translation.add(node, layer, List.of(image.value()), image.value()));
    }
}
