package dev.evenkeel.train.optimizer;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.number.Requirement;
import dev.evenkeel.text.NamePattern;
import java.util.OptionalDouble;

/**
 * Parameters with a learning rate or weight decay of their own: {@code ParameterGroup.matching("layer1.*").learningRateFactor(0.1).weightDecay(0)}.
 *
 * @param pattern a parameter's full name, as {@code layer1.0.bn1.weight}, where {@code *} stands for any characters
 * @param learningRateFactor multiplies the learning rate; 0 or more
 * @param weightDecay the weight decay, or empty to leave it to the optimizer and the parameter's role
 */
@CheckReturnValue
public record ParameterGroup(String pattern, double learningRateFactor, OptionalDouble weightDecay) {
    private static final String WHO = "A parameter group";

    /** @throws EvenkeelException if the pattern is empty or a number is out of range */
    public ParameterGroup {
        if (pattern.isBlank()) {
            throw new EvenkeelException(WHO + " needs a pattern of names, as 'layer1.*', but it is empty");
        }
        Requirement.atLeastZero(WHO, "rate factor", learningRateFactor);
        weightDecay.ifPresent(value -> Requirement.atLeastZero(WHO, "decay", value));
    }

    /** The parameters whose full names match, with nothing of their own yet. */
    public static ParameterGroup matching(String pattern) {
        return new ParameterGroup(pattern, 1, OptionalDouble.empty());
    }

    public ParameterGroup learningRateFactor(double factor) {
        return new ParameterGroup(pattern, factor, weightDecay);
    }

    /** Decays all of them by this, biases and normalization too. */
    public ParameterGroup weightDecay(double newWeightDecay) {
        return new ParameterGroup(pattern, learningRateFactor, OptionalDouble.of(newWeightDecay));
    }

    /** Whether a parameter of this full name belongs here. */
    public boolean matches(String name) {
        return NamePattern.matches(pattern, name);
    }

    /** All settings, in a fixed order. */
    public JsonObject settings() {
        JsonObject settings = JsonObject.of().with("pattern", pattern).with("rateFactor", learningRateFactor);
        return weightDecay.isPresent() ? settings.with("decay", weightDecay.getAsDouble()) : settings;
    }
}
