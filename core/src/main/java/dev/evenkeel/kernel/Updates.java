package dev.evenkeel.kernel;

/** Optimizer updates: they read the present state and write the next one, as a step is a transaction. */
public interface Updates {
    /**
     * SGD with momentum: {@code g' = gradientScale * g + decay * w}; {@code velocity' = momentum * velocity + g'};
     * {@code w' = w - rate * velocity'}, or with Nesterov's momentum {@code w' = w - rate * (g' + momentum * velocity')}.
     */
    void sgd(
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
            float decay);

    /**
     * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019): {@code g' = gradientScale * g + coupledDecay * w};
     * {@code m' = beta1 m + (1 - beta1) g'}; {@code v' = beta2 v + (1 - beta2) g'^2};
     * {@code w' = w * (1 - rate * decoupledDecay) - rate * (m' / correction1) / (sqrt(v' / correction2) + epsilon)}.
     */
    void adam(
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
            float decoupledDecay);

    /**
     * RMSProp (Tieleman and Hinton 2012): {@code g' = gradientScale * g + decay * w};
     * {@code v' = smoothing v + (1 - smoothing) g'^2}; {@code b' = momentum b + g' / (sqrt(v') + epsilon)};
     * {@code w' = w - rate * b'}.
     */
    void rmsProp(
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
            float decay);

    /** {@code next = keep * average + (1 - keep) * w}. */
    public void average(float[] average, float[] w, float[] next, int from, int to, float keep);
}
