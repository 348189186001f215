package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.Updates;
import dev.evenkeel.kernel.Updates.AdamSettings.Coupling;
import dev.evenkeel.kernel.view.Momentum;
import dev.evenkeel.kernel.view.ParameterUpdate;

/** Optimizer updates from the present state to the next. */
final class ScalarUpdates implements Updates {
    @Override
    public void sgd(SgdSettings settings, ParameterUpdate update, int from, int to) {
        float[] w = update.weights();
        float[] g = update.gradient();
        float[] velocity = update.state(0);
        float[] nextW = update.nextWeights();
        float[] nextVelocity = update.nextState(0);
        float learningRate = update.learningRate();
        float scale = update.gradientScale();
        float weightDecay = update.weightDecay();
        float momentum = settings.momentum();
        boolean nesterov = settings.kind() == Momentum.NESTEROV;
        for (int i = from; i < to; i++) {
            float gradient = Math.fma(weightDecay, w[i], scale * g[i]);
            float next = Math.fma(momentum, velocity[i], gradient);
            float step = nesterov ? Math.fma(momentum, next, gradient) : next;
            nextVelocity[i] = next;
            nextW[i] = Math.fma(-learningRate, step, w[i]);
        }
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
        float learningRate = update.learningRate();
        float scale = update.gradientScale();
        float coupled = settings.coupling() == Coupling.GRADIENT ? update.weightDecay() : 0;
        float decoupled = settings.coupling() == Coupling.WEIGHTS ? update.weightDecay() : 0;
        float beta1 = settings.beta1();
        float beta2 = settings.beta2();
        float epsilon = settings.epsilon();
        float unbias1 = 1f / correction1;
        float unbias2 = 1f / correction2;
        float retained = 1f - learningRate * decoupled;
        for (int i = from; i < to; i++) {
            float gradient = Math.fma(coupled, w[i], scale * g[i]);
            float first = Math.fma(beta1, m[i], (1f - beta1) * gradient);
            float second = Math.fma(beta2, v[i], (1f - beta2) * gradient * gradient);
            float step = first * unbias1 / ((float) Math.sqrt(second * unbias2) + epsilon);
            nextM[i] = first;
            nextV[i] = second;
            nextW[i] = Math.fma(-learningRate, step, w[i] * retained);
        }
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
        float learningRate = update.learningRate();
        float scale = update.gradientScale();
        float weightDecay = update.weightDecay();
        float smoothing = settings.smoothing();
        float epsilon = settings.epsilon();
        float momentum = settings.momentum();
        for (int i = from; i < to; i++) {
            float gradient = Math.fma(weightDecay, w[i], scale * g[i]);
            float square = Math.fma(smoothing, v[i], (1f - smoothing) * gradient * gradient);
            float step = Math.fma(momentum, b[i], gradient / ((float) Math.sqrt(square) + epsilon));
            nextV[i] = square;
            nextB[i] = step;
            nextW[i] = Math.fma(-learningRate, step, w[i]);
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
