package dev.evenkeel.sequence;

import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import java.util.List;
import java.util.Optional;

/**
 * The values that an attention reads.
 *
 * @param layout where they lie
 * @param inputs in the layer's order
 */
record AttentionInputs(AttentionLayout layout, List<Activations> inputs) {
    AttentionInputs {
        inputs = List.copyOf(inputs);
    }

    float[] values(AttentionLayout.Part part) {
        return inputs.get(part.input()).values();
    }

    /** Which query positions are real. */
    Mask queryMask() {
        return inputs.get(layout.query().input()).mask();
    }

    /** Which key positions are real. */
    Mask keyMask() {
        return inputs.get(layout.key().input()).mask();
    }

    Optional<Activations> bias() {
        return inputs.stream().skip(AttentionLayout.BIAS).findFirst();
    }
}
