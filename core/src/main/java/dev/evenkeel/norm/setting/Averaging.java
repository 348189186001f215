package dev.evenkeel.norm.setting;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import java.math.BigDecimal;

/** How running statistics follow the batches. */
public sealed interface Averaging {
    /** Reads {@code newBatchWeight} or {@code cumulative}. */
    static Averaging read(Settings settings, Averaging usual) {
        settings.refuse("momentum", Averaging::bothMeanings);
        boolean cumulative = settings.isSet("cumulative");
        if (cumulative && settings.find("newBatchWeight").isPresent()) {
            throw settings.wrong("cumulative", "a cumulative average has no newBatchWeight; leave one of the two out");
        }
        if (cumulative) {
            return new Cumulative();
        }
        return settings.find("newBatchWeight").isPresent() ? new Exponential(settings.number("newBatchWeight")) : usual;
    }

    private static String bothMeanings(JsonValue said) {
        String momentum = said.toString();
        String other;
        try {
            other = BigDecimal.ONE
                    .subtract(new BigDecimal(momentum))
                    .stripTrailingZeros()
                    .toPlainString();
        } catch (NumberFormatException noNumber) {
            other = "one minus it";
        }
        return "unknown setting: momentum has two meanings, so say newBatchWeight, the weight of the new batch: newBatchWeight: "
                + momentum
                + " if it is PyTorch's momentum " + momentum + ", newBatchWeight: " + other
                + " if it is the momentum " + momentum + " of Keras, Flax or ONNX, the weight of the old average";
    }

    /**
     * {@code running = (1 - newBatchWeight) * running + newBatchWeight * batch}. The initial values still weigh
     * {@code (1 - newBatchWeight)^t} after t batches: under 1 % after 44 for 0.1 and after 459 for 0.01.
     *
     * @param newBatchWeight the weight of the new batch, above 0 and at most 1. PyTorch calls it {@code momentum}; Keras,
     *     Flax and ONNX call <em>one minus it</em> {@code momentum}, DL4J {@code decay}
     */
    record Exponential(float newBatchWeight) implements Averaging {
        public Exponential {
            if (!(newBatchWeight > 0 && newBatchWeight <= 1)) {
                throw new IllegalArgumentException("needs a newBatchWeight above 0 and at most 1, but got "
                        + newBatchWeight + ". It is the weight of the new batch: 0.1 where Keras has momentum 0.9");
            }
        }
    }

    /**
     * The statistics of all values so far, as if they had been one batch: batches weigh by how many values they hold, and
     * the variance holds what lies between batches as well (PyTorch's {@code momentum=None} averages the variances).
     */
    record Cumulative() implements Averaging {}
}
