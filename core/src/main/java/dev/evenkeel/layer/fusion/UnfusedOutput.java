package dev.evenkeel.layer.fusion;

/** What a layer computed before the layer that is fused into its pass: to look into a step. */
@FunctionalInterface
public interface UnfusedOutput {
    /**
     * Writes the first {@code examples} examples of the last forward pass from {@code to[0]} on. May come before or after the
     * backward pass, and changes nothing that either needs.
     */
    void write(int examples, float[] to);
}
