package dev.evenkeel.formats.onnx.reading;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.model.Evidence;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.norm.VarianceEstimator;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The normalizations of channels. */
final class Norms {
    /** What a reader should know of a node that normalises each value by itself. */
    static final String OWN_MEAN = "%s normalises each value alone, so that its output is its bias whatever it reads";

    private static final int MOST_CHANNELS = 1 << 22;

    private Norms() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "BatchNormalization",
                Operator.of(
                                Norms::batch,
                                "epsilon",
                                "momentum",
                                "training_mode",
                                "is_test",
                                "spatial",
                                "consumed_inputs")
                        .checked(Norms::checkBatch));
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

    private static void checkBatch(NodeReader node) {
        if (node.operatorSet() < 9 && node.whole("spatial", 1) != 1) {
            throw node.unsupported("it keeps statistics per channel, but 'spatial' is 0");
        }
    }

    private static void batch(Translation translation, NodeReader node) {
        Flowing given = translation.flowing(node, 0);
        boolean flat = given.flattened().isPresent();
        Flowing input = flat || given.rank() < 2 ? given : translation.channelsLast(node, given);
        int channels = input.shape().channels();
        float momentum = node.real("momentum", 0.9f);
        BatchNorm layer =
                BatchNorm.standard().epsilon(epsilon(translation, node)).estimator(VarianceEstimator.BIASED);
        layer = momentum >= 1 ? layer.frozenStatistics() : layer.newBatchWeight(1 - momentum);
        Map<String, Tensor> own = new LinkedHashMap<>();
        String[] names = {"weight", "bias", "running_mean", "running_var"};
        for (int index = 0; index < names.length; index++) {
            own.put(names[index], channels(node, translation.fixed(node, index + 1), input, channels));
        }
        requireDivisor(node, translation.fixed(node, 4));
        Flowing output = translation.add(node, layer, List.of(input), own, input);
        translation.evidence(output.node(), Evidence.UNKNOWN);
        if (isTraining(node)) {
            translation.normalizesBatch(output.node(), node);
        }
        translation.define(node.output(), output);
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
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        Layer layer =
                InstanceNorm.standard().epsilon(epsilon(translation, node)).withAffine();
        int channels = input.extents()[0];
        Tensor scale = channels(node, translation.fixed(node, 1), input, channels);
        Tensor bias = channels(node, translation.fixed(node, 2), input, channels);
        int together = input.shape().positions();
        affine(translation, node, layer, input, together, Map.of("weight", scale, "bias", bias));
    }

    private static void group(Translation translation, NodeReader node) {
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        int groups = node.integer("num_groups", 0);
        int channels = input.extents()[0];
        if (groups < 1 || channels % groups != 0) {
            throw node.wrong(
                    "needs a 'num_groups' that divides its " + channels + " channels, but " + groups + " came");
        }
        GroupNorm layer = GroupNorm.of(groups).epsilon(epsilon(translation, node));
        Tensor scale = groupChannels(node, translation.fixed(node, 1), channels, groups);
        Tensor bias = groupChannels(node, translation.fixed(node, 2), channels, groups);
        int together = input.shape().size() / groups;
        affine(translation, node, layer, input, together, Map.of("weight", scale, "bias", bias));
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

    /** @param together how many values are normalised together; one alone is its own mean, so that the bias is left */
    private static void affine(
            Translation translation,
            NodeReader node,
            Layer layer,
            Flowing input,
            int together,
            Map<String, Tensor> own) {
        if (together > 1) {
            translation.define(node.output(), translation.add(node, layer, List.of(input), own, input));
            return;
        }
        translation.remark(OWN_MEAN.formatted(node.title()));
        Flowing zeros = translation.add(node, new Apply(Function.LINEAR, 0, 0), List.of(input), input);
        int[] perChannel = new int[input.rank()];
        Arrays.fill(perChannel, 1);
        perChannel[0] = input.extents()[0];
        Fixed bias = Fixed.ofFloats(
                translation.fixed(node, 2).name(),
                perChannel,
                Objects.requireNonNull(own.get("bias")).toArray());
        translation.define(node.output(), Arithmetic.pair(translation, node, Combine.Operator.PLUS, zeros, bias));
    }

    private static void requireModest(NodeReader node, int channels) {
        if (channels > MOST_CHANNELS) {
            throw node.unsupported("it takes up to " + MOST_CHANNELS + " channels, but " + channels + " came");
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
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        LocalResponseNorm layer = new LocalResponseNorm(
                node.integer("size", 1), node.real("alpha", 1e-4f), node.real("beta", 0.75f), node.real("bias", 1));
        translation.define(node.output(), translation.add(node, layer, List.of(input), input));
    }
}
