package dev.evenkeel.train.optimizer;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Updates.RmsPropSettings;
import dev.evenkeel.kernel.view.ParameterUpdate;
import dev.evenkeel.number.Requirement;
import java.util.List;

/**
 * {@code v' = smoothing v + (1 - smoothing) g^2}; {@code b' = momentum b + g / (sqrt(v') + epsilon)};
 * {@code w' = w - learningRate * b'}, with {@code weightDecay * w} added to g (Tieleman and Hinton 2012, in PyTorch's form).
 *
 * @param learningRate the base learning rate
 * @param smoothing what stays of v, from 0 to below 1; PyTorch calls it alpha
 * @param epsilon added to the root; same unit as the gradient
 * @param momentum what stays of b, from 0 to below 1
 * @param weightDecay the weight decay
 */
@CheckReturnValue
public record RmsProp(double learningRate, float smoothing, float epsilon, float momentum, float weightDecay)
        implements Optimizer, RmsPropSettings {
    private static final String WHO = "RMSProp";

    /** @throws dev.evenkeel.EvenkeelException if a setting is out of range */
    public RmsProp {
        Requirement.atLeastZero(WHO, "rate", learningRate);
        Requirement.belowOne(WHO, "smoothing", smoothing);
        Requirement.atLeastZero(WHO, "epsilon", epsilon);
        Requirement.belowOne(WHO, "momentum", momentum);
        Requirement.atLeastZero(WHO, "decay", weightDecay);
    }

    public RmsProp smoothing(double newSmoothing) {
        return new RmsProp(learningRate, (float) newSmoothing, epsilon, momentum, weightDecay);
    }

    public RmsProp epsilon(double newEpsilon) {
        return new RmsProp(learningRate, smoothing, (float) newEpsilon, momentum, weightDecay);
    }

    public RmsProp momentum(double newMomentum) {
        return new RmsProp(learningRate, smoothing, epsilon, (float) newMomentum, weightDecay);
    }

    public RmsProp weightDecay(double newWeightDecay) {
        return new RmsProp(learningRate, smoothing, epsilon, momentum, (float) newWeightDecay);
    }

    @Override
    public String describe() {
        return "RMSProp, rate " + Requirement.written(learningRate)
                + ", smoothing " + Requirement.written(smoothing)
                + (momentum == 0 ? "" : ", momentum " + Requirement.written(momentum))
                + (weightDecay == 0 ? "" : ", decay " + Requirement.written(weightDecay));
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of()
                .with("name", "rmsProp")
                .with("rate", learningRate)
                .with("smoothing", smoothing)
                .with("epsilon", epsilon)
                .with("momentum", momentum)
                .with("decay", weightDecay);
    }

    @Override
    public List<String> state() {
        return List.of("v", "b");
    }

    @Override
    public void update(Kernels kernels, ParameterUpdate update, int from, int to) {
        kernels.updates().rmsProp(this, update, from, to);
    }
}
