package dev.evenkeel.formats.onnx.reading.translation;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An operator of ONNX.
 *
 * @param since the oldest version of the operators that is read
 * @param attributes the attributes that are read
 * @param wholeInputs which inputs are lists of whole numbers, not data
 * @param computed which outputs are, where not all of them
 * @param check refuses, by attributes, versions and connections alone, what is not computed
 * @param meaning adds its layers
 */
public record Operator(
        int since,
        Set<String> attributes,
        Set<Integer> wholeInputs,
        Optional<Computed> computed,
        Consumer<NodeReader> check,
        Meaning meaning) {
    /**
     * The outputs that are computed.
     *
     * @param outputs how many, from the first on
     * @param words what is said of a node whose outputs behind them are read
     */
    public record Computed(int outputs, String words) {}

    /** Adds layers to a translation and defines the node's outputs. */
    public interface Meaning {
        void translate(Translation translation, NodeReader node);
    }

    public static Operator of(Meaning meaning, String... attributes) {
        return new Operator(1, Set.of(attributes), Set.of(), Optional.empty(), node -> {}, meaning);
    }

    public Operator since(int version) {
        return new Operator(version, attributes, wholeInputs, computed, check, meaning);
    }

    public Operator wholes(Integer... inputs) {
        return new Operator(since, attributes, Set.of(inputs), computed, check, meaning);
    }

    /** @param words complete "MaxPool '3' is not supported: " */
    public Operator onlyFirst(String words) {
        return only(1, words);
    }

    /** As {@link #onlyFirst} of the first {@code outputs}. */
    public Operator only(int outputs, String words) {
        return new Operator(since, attributes, wholeInputs, Optional.of(new Computed(outputs, words)), check, meaning);
    }

    public Operator checked(Consumer<NodeReader> other) {
        return new Operator(since, attributes, wholeInputs, computed, other, meaning);
    }
}
