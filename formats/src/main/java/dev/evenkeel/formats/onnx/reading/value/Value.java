package dev.evenkeel.formats.onnx.reading.value;

/** What a name in a graph stands for: something that depends on the network's input, or constants. */
public sealed interface Value permits Flowing, Fixed {
    /** The extents in the file's order; of a flowing value those of one example. */
    int[] extents();
}
