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
 * Stochastic gradient descent: {@code g' = g + weightDecay * w}; {@code velocity' = momentum * velocity + g'};
 * {@code w' = w - learningRate * velocity'}, or with Nesterov's momentum {@code w' = w - learningRate * (g' + momentum * velocity')}
 * (Sutskever et al. 2013, in PyTorch's form). Without momentum there is no state.
 *
 * @param learningRate the base learning rate
 * @param momentum what stays of the velocity, from 0 to below 1
 * @param kind how the velocity is applied
 * @param weightDecay added to the gradient times w
 */
@CheckReturnValue
public record Sgd(double learningRate, float momentum, Momentum kind, float weightDecay)
        implements Optimizer, SgdSettings {
    /** @throws EvenkeelException if a setting is out of range */
    public Sgd {
        Requirement.atLeastZero("SGD", "rate", learningRate);
        Requirement.belowOne("SGD", "momentum", momentum);
        Requirement.atLeastZero("SGD", "decay", weightDecay);
        if (kind == Momentum.NESTEROV && momentum == 0) {
            throw new EvenkeelException(
                    "SGD needs a momentum above 0 for Nesterov's form, but it is 0. Say momentum(0.9).nesterov()");
        }
    }

    public Sgd momentum(double newMomentum) {
        return new Sgd(learningRate, (float) newMomentum, kind, weightDecay);
    }

    /** @throws EvenkeelException if there is no momentum yet */
    public Sgd nesterov() {
        return new Sgd(learningRate, momentum, Momentum.NESTEROV, weightDecay);
    }

    public Sgd weightDecay(double newWeightDecay) {
        return new Sgd(learningRate, momentum, kind, (float) newWeightDecay);
    }

    @Override
    public String describe() {
        return "SGD, rate " + Requirement.written(learningRate)
                + (momentum == 0 ? "" : ", momentum " + Requirement.written(momentum))
                + (kind == Momentum.NESTEROV ? " (Nesterov)" : "")
                + (weightDecay == 0 ? "" : ", decay " + Requirement.written(weightDecay));
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of()
                .with("name", "sgd")
                .with("rate", learningRate)
                .with("momentum", momentum)
                .with("kind", Settings.wordOf(kind))
                .with("decay", weightDecay);
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
