package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.operation.Operation;
import java.util.Locale;

/** An operation that computes an element-wise function of its results in the same sweep. */
public interface FusingOperation extends Operation {
    /** The function of the results. */
    Activation activation();

    /** The same operation with a function of its results. */
    FusingOperation then(Activation function, float leakySlope);

    /** As {@code linear 784 -> 512, relu}. */
    static String describe(String computed, Activation activation) {
        return activation == Activation.IDENTITY
                ? computed
                : computed + ", " + activation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
