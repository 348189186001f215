package dev.evenkeel.norm;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.ChannelAffine;
import java.util.Arrays;

/** {@code y = (x - running mean) * gamma / sqrt(running variance + epsilon) + beta}: normalization once frozen. */
final class FrozenChannels {
    private FrozenChannels() {}

    /** @throws EvenkeelException if a number behind it is not finite, or a variance negative */
    static Operation of(BatchNormalization<?> layer, InferenceContext context) {
        String who = layer.getClass().getSimpleName() + " '" + context.name() + "'";
        int channels = context.inputShape().channels();
        double[] mean = wide(finite(who, "running_mean", context));
        double[] variance = wide(finite(who, "running_var", context));
        double[] gamma = wide(GammaBeta.frozenGamma(who, context, layer.affine(), channels));
        double[] beta = wide(GammaBeta.frozenBeta(who, context, layer.affine(), channels));
        double[] scale = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            if (variance[channel] < 0) {
                throw new EvenkeelException(who + " needs a running_var of 0 or more, but channel " + channel + " has "
                        + (float) variance[channel] + ". Recalibrate the model on data like that it will see");
            }
            scale[channel] = gamma[channel] / Math.sqrt(variance[channel] + layer.epsilon());
        }
        return ChannelAffine.of(layer.typeName(), mean, scale, beta);
    }

    /** A tensor's values. @throws EvenkeelException if one is infinite or NaN */
    static float[] finite(String who, String name, InferenceContext context) {
        float[] values = context.tensor(name).toArray();
        for (int index = 0; index < values.length; index++) {
            if (!Float.isFinite(values[index])) {
                throw new EvenkeelException(who + " needs a finite " + name + ", but channel " + index + " has "
                        + values[index] + (name.startsWith("running") ? ". Recalibrate the model" : ". Train it again")
                        + ", or take one saved before");
            }
        }
        return values;
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, channel -> values[channel]);
        return wide;
    }
}
