package dev.evenkeel.kernel;

/** Optimizer updates from the present state to the next. */
final class ScalarUpdates implements Updates {
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
        for (int i = from; i < to; i++) {
            float gradient = Math.fma(decay, w[i], gradientScale * g[i]);
            float next = Math.fma(momentum, velocity[i], gradient);
            float step = nesterov ? Math.fma(momentum, next, gradient) : next;
            nextVelocity[i] = next;
            nextW[i] = Math.fma(-rate, step, w[i]);
        }
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
        for (int i = from; i < to; i++) {
            float gradient = Math.fma(coupledDecay, w[i], gradientScale * g[i]);
            float first = Math.fma(beta1, m[i], (1f - beta1) * gradient);
            float second = Math.fma(beta2, v[i], (1f - beta2) * gradient * gradient);
            float step = first * unbias1 / ((float) Math.sqrt(second * unbias2) + epsilon);
            nextM[i] = first;
            nextV[i] = second;
            nextW[i] = Math.fma(-rate, step, w[i] * retained);
        }
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
        for (int i = from; i < to; i++) {
            float gradient = Math.fma(decay, w[i], gradientScale * g[i]);
            float square = Math.fma(smoothing, v[i], (1f - smoothing) * gradient * gradient);
            float step = Math.fma(momentum, b[i], gradient / ((float) Math.sqrt(square) + epsilon));
            nextV[i] = square;
            nextB[i] = step;
            nextW[i] = Math.fma(-rate, step, w[i]);
        }
    }

    @Override
    public void average(float[] average, float[] w, float[] next, int from, int to, float keep) {
        float weight = 1f - keep;
        for (int i = from; i < to; i++) {
            next[i] = Math.fma(keep, average[i], weight * w[i]);
        }
    }
}
