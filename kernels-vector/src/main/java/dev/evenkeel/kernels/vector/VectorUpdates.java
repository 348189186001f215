package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Updates;
import dev.evenkeel.kernel.Updates.AdamSettings.Coupling;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.view.Momentum;
import dev.evenkeel.kernel.view.ParameterUpdate;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Optimizer updates from the present state to the next. What is less than a register goes through the scalar loops. */
public final class VectorUpdates implements Updates {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    @Override
    public void sgd(SgdSettings settings, ParameterUpdate update, int from, int to) {
        float[] w = update.weights();
        float[] g = update.gradient();
        float[] velocity = update.state(0);
        float[] nextW = update.nextWeights();
        float[] nextVelocity = update.nextState(0);
        float scale = update.gradientScale();
        boolean nesterov = settings.kind() == Momentum.NESTEROV;
        FloatVector decays = FloatVector.broadcast(S, update.weightDecay());
        FloatVector momenta = FloatVector.broadcast(S, settings.momentum());
        FloatVector rates = FloatVector.broadcast(S, -update.learningRate());
        int bound = from + Lanes.bound(to - from);
        for (int i = from; i < bound; i += L) {
            FloatVector weight = FloatVector.fromArray(S, w, i);
            FloatVector gradient =
                    decays.fma(weight, FloatVector.fromArray(S, g, i).mul(scale));
            FloatVector next = momenta.fma(FloatVector.fromArray(S, velocity, i), gradient);
            FloatVector step = nesterov ? momenta.fma(next, gradient) : next;
            next.intoArray(nextVelocity, i);
            rates.fma(step, weight).intoArray(nextW, i);
        }
        ScalarKernels.kernels().updates().sgd(settings, update, bound, to);
    }

    @Override
    public void adam(
            AdamSettings settings, float correction1, float correction2, ParameterUpdate update, int from, int to) {
        float[] w = update.weights();
        float[] g = update.gradient();
        float[] m = update.state(0);
        float[] v = update.state(1);
        float[] nextW = update.nextWeights();
        float[] nextM = update.nextState(0);
        float[] nextV = update.nextState(1);
        float scale = update.gradientScale();
        float coupled = settings.coupling() == Coupling.GRADIENT ? update.weightDecay() : 0;
        float decoupled = settings.coupling() == Coupling.WEIGHTS ? update.weightDecay() : 0;
        float beta1 = settings.beta1();
        float beta2 = settings.beta2();
        float epsilon = settings.epsilon();
        float unbias1 = 1f / correction1;
        float unbias2 = 1f / correction2;
        float retained = 1f - update.learningRate() * decoupled;
        FloatVector decays = FloatVector.broadcast(S, coupled);
        FloatVector betas1 = FloatVector.broadcast(S, beta1);
        FloatVector betas2 = FloatVector.broadcast(S, beta2);
        FloatVector rates = FloatVector.broadcast(S, -update.learningRate());
        int bound = from + Lanes.bound(to - from);
        for (int i = from; i < bound; i += L) {
            FloatVector weight = FloatVector.fromArray(S, w, i);
            FloatVector gradient =
                    decays.fma(weight, FloatVector.fromArray(S, g, i).mul(scale));
            FloatVector first = betas1.fma(FloatVector.fromArray(S, m, i), gradient.mul(1f - beta1));
            FloatVector second = betas2.fma(
                    FloatVector.fromArray(S, v, i), gradient.mul(1f - beta2).mul(gradient));
            FloatVector step = first.mul(unbias1).div(second.mul(unbias2).sqrt().add(epsilon));
            first.intoArray(nextM, i);
            second.intoArray(nextV, i);
            rates.fma(step, weight.mul(retained)).intoArray(nextW, i);
        }
        ScalarKernels.kernels().updates().adam(settings, correction1, correction2, update, bound, to);
    }

    @Override
    public void rmsProp(RmsPropSettings settings, ParameterUpdate update, int from, int to) {
        float[] w = update.weights();
        float[] g = update.gradient();
        float[] v = update.state(0);
        float[] b = update.state(1);
        float[] nextW = update.nextWeights();
        float[] nextV = update.nextState(0);
        float[] nextB = update.nextState(1);
        float scale = update.gradientScale();
        float smoothing = settings.smoothing();
        float epsilon = settings.epsilon();
        FloatVector decays = FloatVector.broadcast(S, update.weightDecay());
        FloatVector smoothings = FloatVector.broadcast(S, smoothing);
        FloatVector momenta = FloatVector.broadcast(S, settings.momentum());
        FloatVector rates = FloatVector.broadcast(S, -update.learningRate());
        int bound = from + Lanes.bound(to - from);
        for (int i = from; i < bound; i += L) {
            FloatVector weight = FloatVector.fromArray(S, w, i);
            FloatVector gradient =
                    decays.fma(weight, FloatVector.fromArray(S, g, i).mul(scale));
            FloatVector square = smoothings.fma(
                    FloatVector.fromArray(S, v, i), gradient.mul(1f - smoothing).mul(gradient));
            FloatVector step = momenta.fma(
                    FloatVector.fromArray(S, b, i), gradient.div(square.sqrt().add(epsilon)));
            square.intoArray(nextV, i);
            step.intoArray(nextB, i);
            rates.fma(step, weight).intoArray(nextW, i);
        }
        ScalarKernels.kernels().updates().rmsProp(settings, update, bound, to);
    }

    @Override
    public void average(float[] average, float[] w, float[] next, int from, int to, float keep) {
        FloatVector keeps = FloatVector.broadcast(S, keep);
        int bound = from + Lanes.bound(to - from);
        for (int i = from; i < bound; i += L) {
            keeps.fma(
                            FloatVector.fromArray(S, average, i),
                            FloatVector.fromArray(S, w, i).mul(1f - keep))
                    .intoArray(next, i);
        }
        ScalarKernels.kernels().updates().average(average, w, next, bound, to, keep);
    }
}
