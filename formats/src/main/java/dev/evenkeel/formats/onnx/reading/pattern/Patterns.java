package dev.evenkeel.formats.onnx.reading.pattern;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;

/**
 * Operators that together are one layer, looked at from the last of them: the layer takes its place, and the nodes before it are
 * left out of the network where nothing else reads them. What is no such pattern is computed as it stands.
 */
public final class Patterns {
    private Patterns() {}

    /** Defines the node's output as a layer's, if the node ends a pattern. */
    public static boolean reads(Translation translation, NodeReader node) {
        Terms terms = new Terms(translation);
        return switch (node.operator()) {
            case "Div" -> NormPattern.divided(terms, node);
            case "Mul" ->
                GeluPattern.ends(terms, node) || NormPattern.scaled(terms, node) || NormPattern.divided(terms, node);
            case "Add" -> NormPattern.summed(terms, node);
            default -> false;
        };
    }
}
