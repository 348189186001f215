package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.Momentum;
import dev.evenkeel.kernel.view.ParameterUpdate;

/**
 * Optimizer updates of the elements {@code [from, to)} of a parameter: they read the present state and write the next one,
 * as a step is a transaction. In all of them {@code g' = gradientScale * g + weightDecay * w}.
 */
public interface Updates {
    /** What {@link #sgd} is told of the optimizer. */
    interface SgdSettings {
        /** What stays of the velocity, from 0 to below 1. */
        float momentum();

        /** How the velocity is applied. */
        Momentum kind();
    }

    /** What {@link #adam} is told of the optimizer. */
    interface AdamSettings {
        /** Where weight decay enters. */
        enum Coupling {
            /** {@code g' = g + weightDecay * w}: Adam. */
            GRADIENT,
            /** {@code w' = w * (1 - learningRate * weightDecay) - ...}: AdamW. */
            WEIGHTS
        }

        /** What stays of m, from 0 to below 1. */
        float beta1();

        /** What stays of v, from 0 to below 1. */
        float beta2();

        /** Added to the root; same unit as the gradient. */
        float epsilon();

        /** Where the weight decay enters. */
        Coupling coupling();
    }

    /** What {@link #rmsProp} is told of the optimizer. */
    interface RmsPropSettings {
        /** What stays of v, from 0 to below 1. */
        float smoothing();

        /** Added to the root; same unit as the gradient. */
        float epsilon();

        /** What stays of b, from 0 to below 1. */
        float momentum();
    }

    /**
     * SGD with momentum: {@code velocity' = momentum * velocity + g'}; {@code w' = w - learningRate * velocity'}, or with
     * Nesterov's momentum {@code w' = w - learningRate * (g' + momentum * velocity')}. The state is the velocity.
     */
    void sgd(SgdSettings settings, ParameterUpdate update, int from, int to);

    /**
     * Adam (Kingma and Ba 2015): {@code m' = beta1 m + (1 - beta1) g'}; {@code v' = beta2 v + (1 - beta2) g'^2};
     * {@code w' = w - learningRate * (m' / correction1) / (sqrt(v' / correction2) + epsilon)}; the state is m and v. AdamW
     * (Loshchilov and Hutter 2019) has {@code g' = gradientScale * g} and {@code w * (1 - learningRate * weightDecay)} for w.
     */
    void adam(AdamSettings settings, float correction1, float correction2, ParameterUpdate update, int from, int to);

    /**
     * RMSProp (Tieleman and Hinton 2012): {@code v' = smoothing v + (1 - smoothing) g'^2};
     * {@code b' = momentum b + g' / (sqrt(v') + epsilon)}; {@code w' = w - learningRate * b'}. The state is v and b.
     */
    void rmsProp(RmsPropSettings settings, ParameterUpdate update, int from, int to);

    /** {@code next = keep * average + (1 - keep) * w}. */
    public void average(float[] average, float[] w, float[] next, int from, int to, float keep);
}
