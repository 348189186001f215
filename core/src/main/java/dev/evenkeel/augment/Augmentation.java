package dev.evenkeel.augment;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;

/**
 * A random change of a training example's input that keeps its target, so that a network sees more than the examples
 * there are. Only training applies it, anew in every epoch; the augmentations at hand are in {@link Augmentations}.
 *
 * <p>Implementations hold no state: what {@link #apply} does is a function of its arguments alone.
 */
public interface Augmentation {
    /**
     * Changes one example in place. Called for every example of every batch, so it allocates nothing.
     *
     * @param values holds the example from {@code offset} on, row-major and channels last, in the units of the data
     * @param shape of the example; {@link #check} has accepted it
     * @param randomness begun anew for this example, this epoch and this augmentation
     */
    void apply(float[] values, int offset, Shape shape, Randomness randomness);

    /**
     * Refuses examples that it cannot change.
     *
     * @throws dev.evenkeel.EvenkeelException saying what was needed, what came and what to do
     */
    void check(Shape shape);

    /** As {@code random crop with padding 4}. */
    String describe();

    /**
     * Name and all settings, in a fixed order: for provenance, and to tell whether a run is resumed with the same ones.
     */
    JsonObject settings();
}
