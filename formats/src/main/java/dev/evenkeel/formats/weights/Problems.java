package dev.evenkeel.formats.weights;

import dev.evenkeel.EvenkeelException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What of a file does not fit a network, by kind: the first few of each are told, the others counted. */
final class Problems {
    private static final int SHOWN = 10;
    private static final int FEW = 3;

    /** What is wrong with a tensor. */
    enum Kind {
        TYPE("of other types"),
        VALUE("with such values"),
        CLASH("of the same names"),
        SHAPE("of other shapes"),
        MISSING("that are missing"),
        SURPLUS("that belong to no layer");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Whether another network could be the way out. */
        boolean isOfNetwork() {
            return this == SHAPE || this == MISSING || this == SURPLUS;
        }
    }

    private final Map<Kind, List<String>> told = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Set<String> waysOut = new LinkedHashSet<>();

    /** One whose way out depends on all of them. */
    void add(Kind kind, String problem) {
        counts.merge(kind, 1, Integer::sum);
        List<String> first = told.computeIfAbsent(kind, key -> new ArrayList<>());
        if (first.size() < SHOWN) {
            first.add(problem);
        }
    }

    /** One with a way out of its own, a sentence. */
    void add(Kind kind, String problem, String wayOut) {
        add(kind, problem);
        waysOut.add(wayOut);
    }

    /**
     * Does nothing if there are none.
     *
     * @param network what to do where the network and the file differ; empty if that is said already
     * @throws EvenkeelException with the problems; what to do comes before them if they are many
     */
    void refuse(WeightsSource source, Supplier<String> network) {
        if (counts.isEmpty()) {
            return;
        }
        boolean fits = counts.keySet().stream().noneMatch(kind -> kind.isOfNetwork() || kind == Kind.CLASH);
        List<String> ways = new ArrayList<>(waysOut);
        if (counts.keySet().stream().anyMatch(Kind::isOfNetwork)) {
            ways.add(network.get());
        }
        ways.removeIf(String::isEmpty);
        String start = source + (fits ? " cannot be read" : " does not fit the network");
        String todo = String.join(". ", ways);
        boolean few = counts.values().stream().mapToInt(Integer::intValue).sum() <= FEW;
        String end = few || todo.isEmpty() ? "" : ". What is wrong: " + list();
        throw new EvenkeelException(
                end.isEmpty()
                        ? start + ": " + list() + (todo.isEmpty() ? "" : ". " + todo)
                        : start + ". " + todo + end);
    }

    private String list() {
        List<String> parts = new ArrayList<>();
        told.forEach((kind, problems) -> {
            parts.addAll(problems);
            int more = counts.getOrDefault(kind, 0) - problems.size();
            if (more > 0) {
                parts.add(String.format(
                        Locale.ROOT, "and %,d more %s %s", more, more == 1 ? "tensor" : "tensors", kind.words));
            }
        });
        return String.join("; ", parts);
    }
}
