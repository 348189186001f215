package dev.evenkeel.formats.weights.known;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** What the tensors of a file are called, and their shapes. */
public final class FileShapes {
    private final Map<String, List<Long>> shapes = new LinkedHashMap<>();

    private final BiPredicate<String, String> equal;

    /** @param equal whether two tensors of one shape hold the same numbers */
    public FileShapes(Collection<TensorEntry> entries, BiPredicate<String, String> equal) {
        this.equal = equal;
        for (TensorEntry entry : entries) {
            shapes.put(entry.name(), Arrays.stream(entry.shape()).boxed().toList());
        }
    }

    public Set<String> names() {
        return shapes.keySet();
    }

    public boolean has(String name) {
        return shapes.containsKey(name);
    }

    /** Whether the file has two tensors of the same numbers. */
    boolean areEqual(String one, String other) {
        return has(one) && has(other) && Objects.equals(shapes.get(one), shapes.get(other)) && equal.test(one, other);
    }

    /** What stands before {@code end} in a name that ends so, of the first such name. */
    Optional<String> before(String end) {
        return shapes.keySet().stream()
                .filter(name -> name.equals(end) || name.endsWith("." + end))
                .map(name -> name.substring(0, name.length() - end.length()))
                .findFirst();
    }

    /** The extent of an axis. */
    int extent(String name, int axis) {
        List<Long> shape = shapes.get(name);
        if (shape == null) {
            throw new EvenkeelException("tensor '" + name + "' is missing");
        }
        if (shape.size() <= axis || shape.get(axis) < 1 || shape.get(axis) > Integer.MAX_VALUE) {
            throw new EvenkeelException("tensor '" + name + "' needs " + (axis + 1)
                    + " axes or more with a value on each, but is " + shape);
        }
        return shape.get(axis).intValue();
    }

    /** How many numbers from 0 on stand behind {@code start}, each with a point and more behind it. */
    int count(String start) {
        int count = 0;
        while (any(start + count + ".")) {
            count++;
        }
        return count;
    }

    private boolean any(String start) {
        return shapes.keySet().stream().anyMatch(name -> name.startsWith(start));
    }
}
