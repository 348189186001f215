package dev.evenkeel.formats.onnx.reading;

import java.util.Set;
import java.util.function.Consumer;

/**
 * An operator of ONNX.
 *
 * @param since the oldest version of the operators that is read
 * @param attributes the attributes that are read
 * @param wholeInputs which inputs are lists of whole numbers, not data
 * @param check refuses, by attributes, versions and connections alone, what is not computed
 * @param meaning adds its layers
 */
record Operator(
        int since, Set<String> attributes, Set<Integer> wholeInputs, Consumer<NodeReader> check, Meaning meaning) {
    /** Adds layers to a translation and defines the node's outputs. */
    interface Meaning {
        void translate(Translation translation, NodeReader node);
    }

    static Operator of(Meaning meaning, String... attributes) {
        return new Operator(1, Set.of(attributes), Set.of(), node -> {}, meaning);
    }

    Operator since(int version) {
        return new Operator(version, attributes, wholeInputs, check, meaning);
    }

    Operator wholes(Integer... inputs) {
        return new Operator(since, attributes, Set.of(inputs), check, meaning);
    }

    Operator checked(Consumer<NodeReader> other) {
        return new Operator(since, attributes, wholeInputs, other, meaning);
    }
}
