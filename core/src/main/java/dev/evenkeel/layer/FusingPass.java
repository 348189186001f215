package dev.evenkeel.layer;

/** A training pass that took over the layer behind it, and can still give what its own layer computed: to look into a step. */
public interface FusingPass extends TrainingPass {
    /**
     * Writes what the first {@code count} examples of the last forward pass were before the fused layer, from
     * {@code to[0]} on. May come before or after the backward pass, and changes nothing that either needs.
     */
    void writeUnfused(int count, float[] to);
}
