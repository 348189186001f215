package dev.evenkeel.train.optimizer;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Updates.AdamSettings;
import dev.evenkeel.kernel.view.ParameterUpdate;
import dev.evenkeel.number.Power;
import dev.evenkeel.number.Requirement;
import java.util.List;

/**
 * {@code m' = beta1 m + (1 - beta1) g}; {@code v' = beta2 v + (1 - beta2) g^2};
 * {@code w' = w - learningRate * (m' / (1 - beta1^t)) / (sqrt(v' / (1 - beta2^t)) + epsilon)} (Adam, Kingma and Ba 2015). Decay
 * is added to the gradient, or taken from the weights directly, {@code w * (1 - learningRate * weightDecay)} (AdamW, Loshchilov and
 * Hutter 2019).
 *
 * @param learningRate the base learning rate
 * @param beta1 what stays of m, from 0 to below 1
 * @param beta2 what stays of v, from 0 to below 1
 * @param epsilon added to the root; same unit as the gradient
 * @param weightDecay the weight decay
 * @param coupling where the weight decay enters
 */
@CheckReturnValue
public record Adam(double learningRate, float beta1, float beta2, float epsilon, float weightDecay, Coupling coupling)
        implements Optimizer, AdamSettings {
    /** @throws dev.evenkeel.EvenkeelException if a setting is out of range */
    public Adam {
        String who = coupling == Coupling.WEIGHTS ? "AdamW" : "Adam";
        Requirement.atLeastZero(who, "rate", learningRate);
        Requirement.belowOne(who, "beta1", beta1);
        Requirement.belowOne(who, "beta2", beta2);
        Requirement.atLeastZero(who, "epsilon", epsilon);
        Requirement.atLeastZero(who, "decay", weightDecay);
    }

    public Adam betas(double first, double second) {
        return new Adam(learningRate, (float) first, (float) second, epsilon, weightDecay, coupling);
    }

    public Adam epsilon(double newEpsilon) {
        return new Adam(learningRate, beta1, beta2, (float) newEpsilon, weightDecay, coupling);
    }

    public Adam weightDecay(double newWeightDecay) {
        return new Adam(learningRate, beta1, beta2, epsilon, (float) newWeightDecay, coupling);
    }

    @Override
    public String describe() {
        return (coupling == Coupling.WEIGHTS ? "AdamW" : "Adam")
                + ", rate " + Requirement.written(learningRate)
                + ", betas " + Requirement.written(beta1) + " " + Requirement.written(beta2)
                + (weightDecay == 0 ? "" : ", decay " + Requirement.written(weightDecay));
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of()
                .with("name", coupling == Coupling.WEIGHTS ? "adamW" : "adam")
                .with("rate", learningRate)
                .with("beta1", beta1)
                .with("beta2", beta2)
                .with("epsilon", epsilon)
                .with("decay", weightDecay);
    }

    @Override
    public List<String> state() {
        return List.of("m", "v");
    }

    @Override
    public void update(Kernels kernels, ParameterUpdate update, int from, int to) {
        float correction1 = (float) (1 - Power.of(beta1, update.step()));
        float correction2 = (float) (1 - Power.of(beta2, update.step()));
        kernels.updates().adam(this, correction1, correction2, update, from, to);
    }
}
