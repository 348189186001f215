package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.model.Evidence;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.GroupNorm;
import dev.evenkeel.norm.InstanceNorm;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.norm.VarianceEstimator;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The normalizations. */
final class Norms {
    private static final int MOST_CHANNELS = 1 << 22;

    /** What {@code MeanVarianceNormalization} adds to the deviation, squared. */
    private static final float TINY = 1e-18f;

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
        operators.put(
                "LayerNormalization",
                Operator.of(Norms::layer, "axis", "epsilon", "stash_type").since(17));
        operators.put(
                "RMSNormalization",
                Operator.of(Norms::rms, "axis", "epsilon", "stash_type").since(23));
        operators.put(
                "MeanVarianceNormalization",
                Operator.of(Norms::meanVariance, "axes").since(9));
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
                BatchNorm.standard().epsilon(node.real("epsilon", 1e-5f)).estimator(VarianceEstimator.BIASED);
        layer = momentum >= 1 ? layer.frozenStatistics() : layer.newBatchWeight(1 - momentum);
        Map<String, Tensor> own = new LinkedHashMap<>();
        String[] names = {"weight", "bias", "running_mean", "running_var"};
        for (int index = 0; index < names.length; index++) {
            own.put(names[index], channels(node, translation.fixed(node, index + 1), input, channels));
        }
        Flowing output = translation.add(node, layer, List.of(input), own, input);
        translation.evidence(output.node(), Evidence.UNKNOWN);
        if (isTraining(node)) {
            translation.normalizesBatch(output.node(), node);
        }
        translation.define(node.output(), output);
    }

    private static void instance(Translation translation, NodeReader node) {
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        Layer layer =
                InstanceNorm.standard().epsilon(node.real("epsilon", 1e-5f)).withAffine();
        affine(translation, node, layer, input, input.extents()[0]);
    }

    private static void group(Translation translation, NodeReader node) {
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        int groups = node.integer("num_groups", 0);
        if (groups < 1 || input.extents()[0] % groups != 0) {
            throw node.wrong("needs a 'num_groups' that divides its " + input.extents()[0] + " channels, but " + groups
                    + " came");
        }
        GroupNorm layer = GroupNorm.of(groups).epsilon(node.real("epsilon", 1e-5f));
        affine(translation, node, layer, input, input.extents()[0]);
    }

    private static void affine(Translation translation, NodeReader node, Layer layer, Flowing input, int channels) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        own.put("weight", channels(node, translation.fixed(node, 1), input, channels));
        own.put("bias", channels(node, translation.fixed(node, 2), input, channels));
        translation.define(node.output(), translation.add(node, layer, List.of(input), own, input));
    }

    /** Values per channel; one per group (GroupNormalization-18) counts for all channels of its group. */
    private static Tensor channels(NodeReader node, Fixed fixed, Flowing input, int channels) {
        if (channels > MOST_CHANNELS) {
            throw node.unsupported("it takes up to " + MOST_CHANNELS + " channels, but " + channels + " came");
        }
        float[] values = fixed.floats();
        boolean perGroup =
                node.operator().equals("GroupNormalization") && values.length == node.integer("num_groups", 0);
        if (values.length != channels && !perGroup) {
            throw node.wrong("needs " + channels + " values in '" + fixed.name() + "', but " + values.length + " came");
        }
        float[] placed = new float[channels];
        int width = channels / values.length;
        Optional<int[]> from = input.flattened().map(Flowing.Flattened::filePositions);
        for (int channel = 0; channel < channels; channel++) {
            int at = channel;
            if (from.isPresent()) {
                at = from.get()[channel];
            }
            placed[channel] = values[at / width];
        }
        return Tensor.of(Shape.of(channels), placed);
    }

    /** The axes from {@code axis} on as the last of the node. */
    private static Flowing rows(Translation translation, NodeReader node, Flowing input, int axis) {
        Flowing ordered = translation.fileOrder(node, input);
        if (axis == ordered.rank() - 1) {
            return ordered;
        }
        int width = product(ordered.extents(), axis, ordered.rank());
        int[] extents = IntStream.concat(Arrays.stream(ordered.extents()).limit(axis), IntStream.of(width))
                .toArray();
        return translation.add(
                node, "rows", new Reshape(Shape.of(extents)), List.of(ordered), Flowing.inFileOrder("", extents));
    }

    private static int product(int[] extents, int from, int to) {
        return Arrays.stream(extents, from, to).reduce(1, Math::multiplyExact);
    }

    private static Flowing unfolded(Translation translation, NodeReader node, Flowing rows, int[] extents) {
        if (Arrays.equals(rows.extents(), extents)) {
            return rows;
        }
        return translation.add(
                node,
                "axes",
                new Reshape(Flowing.shape(extents, Flowing.fileOrder(extents.length))),
                List.of(rows),
                Flowing.inFileOrder("", extents));
    }

    private static void layer(Translation translation, NodeReader node) {
        Flowing given = translation.flowing(node, 0);
        int axis = translation.axis(node, node.whole("axis", -1), given);
        Flowing rows = rows(translation, node, given, axis);
        float epsilon = node.real("epsilon", 1e-5f);
        int width = rows.shape().channels();
        if (translation.isWanted(node.output())) {
            Map<String, Tensor> own = new LinkedHashMap<>();
            own.put(
                    "weight",
                    Tensor.of(Shape.of(width), translation.fixed(node, 1).floats()));
            own.put(
                    "bias",
                    translation
                            .optionalFixed(node, 2)
                            .map(bias -> Tensor.of(Shape.of(width), bias.floats()))
                            .orElseGet(() -> Tensor.filled(Shape.of(width), 0)));
            Flowing output = translation.add(node, LayerNorm.standard().epsilon(epsilon), List.of(rows), own, rows);
            translation.define(node.output(), unfolded(translation, node, output, given.extents()));
        }
        statistics(translation, node, rows, epsilon, kept(given.extents(), axis));
    }

    /** The extents with 1 for each axis from {@code axis} on. */
    private static int[] kept(int[] extents, int axis) {
        return IntStream.range(0, extents.length)
                .map(at -> at < axis ? extents[at] : 1)
                .toArray();
    }

    /** The optional outputs {@code Mean} and {@code InvStdDev} of a layer normalization. */
    private static void statistics(
            Translation translation, NodeReader node, Flowing rows, float epsilon, int[] extents) {
        Optional<String> mean = node.output(1).filter(translation::isWanted);
        Optional<String> inverse = node.output(2).filter(translation::isWanted);
        if (mean.isEmpty() && inverse.isEmpty()) {
            return;
        }
        int[] reduced = rows.extents().clone();
        reduced[reduced.length - 1] = 1;
        Flowing like = Flowing.inFileOrder("", reduced);
        Layer overRows = new Reduce(Reduce.Operator.MEAN, List.of(-1));
        Flowing means = translation.add(node, "mean", overRows, List.of(rows), like);
        mean.ifPresent(name -> translation.define(name, unfolded(translation, node, means, extents)));
        inverse.ifPresent(name -> {
            Flowing centred = translation.add(
                    node, "centred", new Combine(Combine.Operator.SUBTRACT), List.of(rows, means), rows);
            Flowing squares = translation.add(node, "squares", new Apply(Function.POWER, 2, 0), List.of(centred), rows);
            Flowing variance = translation.add(node, "variance", overRows, List.of(squares), like);
            Flowing shifted =
                    translation.add(node, "shifted", new Apply(Function.LINEAR, 1, epsilon), List.of(variance), like);
            Flowing root = translation.add(node, "deviation", new Apply(Function.SQRT, 0, 0), List.of(shifted), like);
            Flowing result =
                    translation.add(node, "inverse", new Apply(Function.RECIPROCAL, 0, 0), List.of(root), like);
            translation.define(name, unfolded(translation, node, result, extents));
        });
    }

    private static void rms(Translation translation, NodeReader node) {
        Flowing given = translation.flowing(node, 0);
        int axis = translation.axis(node, node.whole("axis", -1), given);
        Flowing rows = rows(translation, node, given, axis);
        RmsNorm layer = RmsNorm.standard().epsilon(node.real("epsilon", 1e-5f));
        Tensor scale = Tensor.of(
                Shape.of(rows.shape().channels()), translation.fixed(node, 1).floats());
        Flowing output = translation.add(node, layer, List.of(rows), Map.of("weight", scale), rows);
        translation.define(node.output(), unfolded(translation, node, output, given.extents()));
    }

    /** A layer normalization over the axes, which are put last and made one. */
    private static void meanVariance(Translation translation, NodeReader node) {
        Flowing given = translation.flowing(node, 0);
        long[] axes = node.wholes("axes").orElse(new long[] {0, 2, 3});
        int[] reduced = Arrays.stream(axes)
                .mapToInt(axis -> translation.axis(node, axis, given))
                .sorted()
                .toArray();
        int[] others = IntStream.range(0, given.rank())
                .filter(axis -> Arrays.binarySearch(reduced, axis) < 0)
                .toArray();
        int[] order =
                IntStream.concat(Arrays.stream(others), Arrays.stream(reduced)).toArray();
        Flowing ordered = translation.ordered(node, given, order);
        int width = Arrays.stream(reduced).map(axis -> given.extents()[axis]).reduce(1, Math::multiplyExact);
        int[] extents = IntStream.concat(Arrays.stream(others).map(axis -> given.extents()[axis]), IntStream.of(width))
                .toArray();
        Flowing rows = translation.add(
                node, "rows", new Reshape(Shape.of(extents)), List.of(ordered), Flowing.inFileOrder("", extents));
        LayerNorm layer = LayerNorm.standard().epsilon(TINY).withoutAffine();
        Flowing output = translation.add(node, layer, List.of(rows), rows);
        translation.define(
                node.output(), translation.add(node, "axes", new Reshape(ordered.shape()), List.of(output), ordered));
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
