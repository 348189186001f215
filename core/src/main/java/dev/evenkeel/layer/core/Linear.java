package dev.evenkeel.layer.core;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.LinearOperation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * {@code y = x W^T + b} over the last axis: {@code [batch, ..., inputs] -> [batch, ..., features]}. Parameters
 * {@code weight [features, inputs]} and {@code bias [features]}. Backward: {@code dx = dy W}, {@code dW = dy^T x},
 * {@code db = sum dy}, sums over the batch and all positions.
 *
 * @param features the extent of the output's last axis
 * @param bias whether b is there; before a batch normalization it is redundant
 * @param initial the values before training
 */
@CheckReturnValue
public record Linear(int features, Bias bias, Initial initial) implements UnaryLayer {
    /** Whether a constant is added to each feature. */
    public enum Bias {
        WITH,
        WITHOUT;

        /** Reads {@code bias}: {@code true}, the usual, or {@code false}. */
        public static Bias read(Settings settings) {
            return settings.find("bias").isEmpty() || settings.isSet("bias") ? WITH : WITHOUT;
        }
    }

    public Linear {
        if (features < 1) {
            throw new IllegalArgumentException("linear needs 1 feature or more, but got " + features);
        }
    }

    /** With bias, drawn as PyTorch does. */
    public static Linear of(int features) {
        return new Linear(features, Bias.WITH, Initial.UNIFORM);
    }

    public Linear withoutBias() {
        return new Linear(features, Bias.WITHOUT, initial);
    }

    /** Other values before training. */
    public Linear initial(Initial other) {
        return new Linear(features, bias, other);
    }

    /** Reads {@code features}, {@code bias} ({@code true} or {@code false}) and {@code initial}. */
    public static Linear read(Settings settings) {
        return new Linear(settings.integer("features"), Bias.read(settings), Initial.read(settings));
    }

    @Override
    public JsonValue settings() {
        if (equals(of(features))) {
            return JsonValue.of(features);
        }
        JsonObject settings = JsonObject.of().with("features", features);
        if (bias == Bias.WITHOUT) {
            settings = settings.with("bias", false);
        }
        return initial.equals(Initial.UNIFORM) ? settings : settings.with("initial", initial.toJson());
    }

    @Override
    public Shape outputShape(Shape input) {
        if ((long) features * input.channels() > Integer.MAX_VALUE) {
            throw new EvenkeelException("needs a weight of at most 2^31 - 1 values, but its input " + input
                    + " makes it [" + features + ", " + input.channels() + "]");
        }
        return input.withChannels(features);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        int inputs = input.channels();
        Parameter weight = new Parameter(
                "weight", Shape.of(features, inputs), Parameter.Role.WEIGHT, initial.weight(inputs, features));
        return bias == Bias.WITHOUT
                ? List.of(weight)
                : List.of(weight, new Parameter("bias", Shape.of(features), Parameter.Role.BIAS, initial.bias(inputs)));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new LinearPass(this, context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return bias == Bias.WITH
                ? LinearOperation.of(context.tensor("weight"), context.tensor("bias"))
                : LinearOperation.of(context.tensor("weight"));
    }
}
