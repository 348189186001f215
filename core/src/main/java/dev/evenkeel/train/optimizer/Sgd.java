package dev.evenkeel.train.optimizer;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Updates.SgdSettings;
import dev.evenkeel.kernel.view.Momentum;
import dev.evenkeel.kernel.view.ParameterUpdate;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.number.Requirement;
import java.util.List;

/**
 * Stochastic gradient descent: {@code g' = g + decay * w}; {@code velocity' = momentum * velocity + g'};
 * {@code w' = w - rate * velocity'}, or with Nesterov's momentum {@code w' = w - rate * (g' + momentum * velocity')}
 * (Sutskever et al. 2013, in PyTorch's form). Without momentum there is no state.
 *
 * @param rate the base learning rate
 * @param momentum what stays of the velocity, from 0 to below 1
 * @param kind how the velocity is applied
 * @param decay added to the gradient times w
 */
@CheckReturnValue
public record Sgd(double rate, float momentum, Momentum kind, float decay) implements Optimizer, SgdSettings {
    /** @throws EvenkeelException if a setting is out of range */
    public Sgd {
        Requirement.atLeastZero("SGD", "rate", rate);
        Requirement.belowOne("SGD", "momentum", momentum);
        Requirement.atLeastZero("SGD", "decay", decay);
        if (kind == Momentum.NESTEROV && momentum == 0) {
            throw new EvenkeelException(
                    "SGD needs a momentum above 0 for Nesterov's form, but it is 0. Say momentum(0.9).nesterov()");
        }
    }

    public Sgd momentum(double newMomentum) {
        return new Sgd(rate, (float) newMomentum, kind, decay);
    }

    /** @throws EvenkeelException if there is no momentum yet */
    public Sgd nesterov() {
        return new Sgd(rate, momentum, Momentum.NESTEROV, decay);
    }

    public Sgd decay(double newDecay) {
        return new Sgd(rate, momentum, kind, (float) newDecay);
    }

    @Override
    public String describe() {
        return "SGD, rate " + Requirement.written(rate)
                + (momentum == 0 ? "" : ", momentum " + Requirement.written(momentum))
                + (kind == Momentum.NESTEROV ? " (Nesterov)" : "")
                + (decay == 0 ? "" : ", decay " + Requirement.written(decay));
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of()
                .with("name", "sgd")
                .with("rate", rate)
                .with("momentum", momentum)
                .with("kind", Settings.wordOf(kind))
                .with("decay", decay);
    }

    @Override
    public List<String> state() {
        return momentum == 0 ? List.of() : List.of("velocity");
    }

    @Override
    public void update(Kernels kernels, ParameterUpdate update, int from, int to) {
        if (momentum > 0) {
            kernels.updates().sgd(this, update, from, to);
            return;
        }
        float[] w = update.weights();
        float[] g = update.gradient();
        float[] nextW = update.nextWeights();
        float scale = update.gradientScale();
        float stepRate = update.learningRate();
        float parameterDecay = update.weightDecay();
        for (int i = from; i < to; i++) {
            float gradient = Math.fma(parameterDecay, w[i], scale * g[i]);
            nextW[i] = Math.fma(-stepRate, gradient, w[i]);
        }
    }
}
