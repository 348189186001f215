package dev.evenkeel.serve.model;

import dev.evenkeel.tensor.Mask;
import java.util.Optional;

/**
 * Examples of a model, one after the other.
 *
 * @param mask which of their positions are real
 * @param given what they were before they were encoded, where they came as columns of a table
 */
public record Examples(float[] inputs, int count, Mask mask, Optional<GivenRows> given) {
    /** Examples that came as they are. */
    public Examples(float[] inputs, int count, Mask mask) {
        this(inputs, count, mask, Optional.empty());
    }
}
