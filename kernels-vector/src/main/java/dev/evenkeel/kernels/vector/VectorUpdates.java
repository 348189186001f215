package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Momentum;
import dev.evenkeel.kernel.Updates;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Optimizer updates from the present state to the next. What is less than a register goes through the scalar loops. */
final class VectorUpdates implements Updates {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    @Override
    public void sgd(
            float[] w,
            float[] g,
            float[] velocity,
            float[] nextW,
            float[] nextVelocity,
            int from,
            int to,
            float rate,
            float gradientScale,
            float momentum,
            Momentum kind,
            float decay) {
        boolean nesterov = kind == Momentum.NESTEROV;
        FloatVector decays = FloatVector.broadcast(S, decay);
        FloatVector momenta = FloatVector.broadcast(S, momentum);
        FloatVector rates = FloatVector.broadcast(S, -rate);
        int bound = from + Lanes.bound(to - from);
        for (int i = from; i < bound; i += L) {
            FloatVector weight = FloatVector.fromArray(S, w, i);
            FloatVector gradient =
                    decays.fma(weight, FloatVector.fromArray(S, g, i).mul(gradientScale));
            FloatVector next = momenta.fma(FloatVector.fromArray(S, velocity, i), gradient);
            FloatVector step = nesterov ? momenta.fma(next, gradient) : next;
            next.intoArray(nextVelocity, i);
            rates.fma(step, weight).intoArray(nextW, i);
        }
        Kernels.scalar()
                .updates()
                .sgd(w, g, velocity, nextW, nextVelocity, bound, to, rate, gradientScale, momentum, kind, decay);
    }

    @Override
    public void adam(
            float[] w,
            float[] g,
            float[] m,
            float[] v,
            float[] nextW,
            float[] nextM,
            float[] nextV,
            int from,
            int to,
            float rate,
            float gradientScale,
            float beta1,
            float beta2,
            float epsilon,
            float correction1,
            float correction2,
            float coupledDecay,
            float decoupledDecay) {
        float unbias1 = 1f / correction1;
        float unbias2 = 1f / correction2;
        float retained = 1f - rate * decoupledDecay;
        FloatVector decays = FloatVector.broadcast(S, coupledDecay);
        FloatVector betas1 = FloatVector.broadcast(S, beta1);
        FloatVector betas2 = FloatVector.broadcast(S, beta2);
        FloatVector rates = FloatVector.broadcast(S, -rate);
        int bound = from + Lanes.bound(to - from);
        for (int i = from; i < bound; i += L) {
            FloatVector weight = FloatVector.fromArray(S, w, i);
            FloatVector gradient =
                    decays.fma(weight, FloatVector.fromArray(S, g, i).mul(gradientScale));
            FloatVector first = betas1.fma(FloatVector.fromArray(S, m, i), gradient.mul(1f - beta1));
            FloatVector second = betas2.fma(
                    FloatVector.fromArray(S, v, i), gradient.mul(1f - beta2).mul(gradient));
            FloatVector step = first.mul(unbias1).div(second.mul(unbias2).sqrt().add(epsilon));
            first.intoArray(nextM, i);
            second.intoArray(nextV, i);
            rates.fma(step, weight.mul(retained)).intoArray(nextW, i);
        }
        Kernels.scalar()
                .updates()
                .adam(
                        w,
                        g,
                        m,
                        v,
                        nextW,
                        nextM,
                        nextV,
                        bound,
                        to,
                        rate,
                        gradientScale,
                        beta1,
                        beta2,
                        epsilon,
                        correction1,
                        correction2,
                        coupledDecay,
                        decoupledDecay);
    }

    @Override
    public void rmsProp(
            float[] w,
            float[] g,
            float[] v,
            float[] b,
            float[] nextW,
            float[] nextV,
            float[] nextB,
            int from,
            int to,
            float rate,
            float gradientScale,
            float smoothing,
            float epsilon,
            float momentum,
            float decay) {
        FloatVector decays = FloatVector.broadcast(S, decay);
        FloatVector smoothings = FloatVector.broadcast(S, smoothing);
        FloatVector momenta = FloatVector.broadcast(S, momentum);
        FloatVector rates = FloatVector.broadcast(S, -rate);
        int bound = from + Lanes.bound(to - from);
        for (int i = from; i < bound; i += L) {
            FloatVector weight = FloatVector.fromArray(S, w, i);
            FloatVector gradient =
                    decays.fma(weight, FloatVector.fromArray(S, g, i).mul(gradientScale));
            FloatVector square = smoothings.fma(
                    FloatVector.fromArray(S, v, i), gradient.mul(1f - smoothing).mul(gradient));
            FloatVector step = momenta.fma(
                    FloatVector.fromArray(S, b, i), gradient.div(square.sqrt().add(epsilon)));
            square.intoArray(nextV, i);
            step.intoArray(nextB, i);
            rates.fma(step, weight).intoArray(nextW, i);
        }
        Kernels.scalar()
                .updates()
                .rmsProp(
                        w,
                        g,
                        v,
                        b,
                        nextW,
                        nextV,
                        nextB,
                        bound,
                        to,
                        rate,
                        gradientScale,
                        smoothing,
                        epsilon,
                        momentum,
                        decay);
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
        Kernels.scalar().updates().average(average, w, next, bound, to, keep);
    }
}
