package dev.evenkeel.spatial;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Initializer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.core.Linear.Bias;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;

/** What convolutions and transposed convolutions share: the rules of their weights. */
final class ConvWeights {
    private ConvWeights() {}

    static void require(String word, int channels, int groups) {
        if (channels < 1 || groups < 1) {
            throw new IllegalArgumentException(word + " needs 1 channel and 1 group or more, but got " + channels
                    + " channels in " + groups + " groups");
        }
    }

    /** @throws EvenkeelException if the groups do not divide the channels */
    static void requireGroups(int groups, Shape input, int channels) {
        if (input.channels() % groups != 0 || channels % groups != 0) {
            throw new EvenkeelException("needs channels that its " + groups + " groups divide, but its input " + input
                    + " has " + input.channels() + " and its output " + channels);
        }
    }

    /** {@code [first, kernel..., last]}. */
    static Shape weightShape(int first, Extents kernel, int axes, int last) {
        int[] extents = new int[axes + 2];
        extents[0] = first;
        for (int axis = 0; axis < axes; axis++) {
            extents[axis + 1] = kernel.at(axis);
        }
        extents[axes + 1] = last;
        try {
            return Shape.of(extents);
        } catch (ArithmeticException | IllegalArgumentException tooLarge) {
            throw new EvenkeelException(
                    "needs a weight of at most 2^31 - 1 values, but got " + first + " x " + kernel + " x " + last,
                    tooLarge);
        }
    }

    static List<Parameter> parameters(
            Shape weight, Initializer values, Bias bias, int channels, Initializer biasValues) {
        Parameter weights = new Parameter("weight", weight, Parameter.Role.WEIGHT, values);
        return bias == Bias.WITHOUT
                ? List.of(weights)
                : List.of(weights, new Parameter("bias", Shape.of(channels), Parameter.Role.BIAS, biasValues));
    }

    /** Adds what differs from one group, a bias and PyTorch's initial values. */
    static JsonObject describe(JsonObject settings, int groups, Bias bias, Initial initial) {
        JsonObject described = groups == 1 ? settings : settings.with("groups", groups);
        if (bias == Bias.WITHOUT) {
            described = described.with("bias", false);
        }
        return initial.equals(Initial.UNIFORM) ? described : described.with("initial", initial.toJson());
    }

    /** The learned bias, or zeros. */
    static Tensor frozenBias(Bias bias, int channels, InferenceContext context) {
        return bias == Bias.WITH ? context.tensor("bias") : Tensor.filled(Shape.of(channels), 0);
    }
}
