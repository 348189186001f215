package dev.evenkeel.formats.weights;

import dev.evenkeel.formats.weights.convention.Change;
import dev.evenkeel.tensor.Shape;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How one tensor of a file becomes one of a model.
 *
 * @param from its name in the file
 * @param fromType the type of its elements in the file, as {@code F32}
 * @param fromShape its shape in the file
 * @param to its full name in the model, as {@code conv1.weight}
 * @param toShape its shape in the model
 * @param changes what is done to it; empty if nothing
 */
public record Conversion(String from, String fromType, Shape fromShape, String to, Shape toShape, Set<Change> changes) {
    public Conversion {
        Set<Change> ordered = EnumSet.noneOf(Change.class);
        ordered.addAll(changes);
        changes = Collections.unmodifiableSet(ordered);
    }

    /** As {@code conv1.weight F32 [8, 1, 3, 3] -> conv1.weight [8, 3, 3, 1]: transposed}. */
    @Override
    public String toString() {
        String what = changes.isEmpty()
                ? "as it is"
                : changes.stream().map(Change::toString).collect(Collectors.joining(", "));
        return from + " " + fromType + " " + fromShape + " -> " + to + " " + toShape + ": " + what;
    }
}
