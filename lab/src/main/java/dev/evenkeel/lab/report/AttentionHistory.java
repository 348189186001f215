package dev.evenkeel.lab.report;

import dev.evenkeel.observe.Attention;
import dev.evenkeel.observe.Attention.Kind;
import dev.evenkeel.observe.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which layers needed attention from when to when, over the observations of a run. A finding ends where two observations
 * after the other do not have it; one that comes from a measure that is taken now and then lasts until it is taken again.
 * Not for several threads at once.
 */
public final class AttentionHistory {
    private static final int ABSENT = 2;

    private final Map<Key, Open> open = new LinkedHashMap<>();
    private final List<Span> closed = new ArrayList<>();
    private List<Attention> begun = List.of();
    private List<Attention> ended = List.of();

    /**
     * A finding from its first to its last step.
     *
     * @param attention as it was last seen
     * @param first the step in which it was first seen
     * @param last the step in which it was last seen
     */
    public record Span(Attention attention, long first, long last) {}

    private record Key(String layer, Kind kind) {
        /** A gap is one of the whole network, wherever statistics are farthest off at the moment. */
        static Key of(Attention attention) {
            return new Key(attention.kind() == Kind.INFERENCE_GAP ? "" : attention.layer(), attention.kind());
        }
    }

    private static final class Open {
        private final long first;
        private Attention attention;
        private long last;
        private int absent;

        private Open(Attention attention, long step) {
            this.attention = attention;
            this.first = step;
            this.last = step;
        }

        private Span span() {
            return new Span(attention, first, last);
        }
    }

    /** Of a run that has not been observed yet. */
    public AttentionHistory() {}

    /** Takes in the next observation of the run. */
    public void add(Observation observation) {
        List<Attention> starting = new ArrayList<>();
        List<Attention> ending = new ArrayList<>();
        Map<Key, Attention> found = new LinkedHashMap<>();
        for (Attention attention : Attention.of(observation)) {
            found.put(Key.of(attention), attention);
        }
        found.forEach((key, attention) -> {
            Open before = open.get(key);
            if (before == null) {
                open.put(key, new Open(attention, observation.step()));
                starting.add(attention);
            } else {
                before.attention = attention;
                before.last = observation.step();
                before.absent = 0;
            }
        });
        boolean gapMeasured = observation.inferenceGap().isPresent();
        open.entrySet().removeIf(entry -> {
            boolean looked = gapMeasured || entry.getKey().kind() != Kind.INFERENCE_GAP;
            if (found.containsKey(entry.getKey()) || !looked || ++entry.getValue().absent < ABSENT) {
                return false;
            }
            ending.add(entry.getValue().attention);
            closed.add(entry.getValue().span());
            return true;
        });
        begun = List.copyOf(starting);
        ended = List.copyOf(ending);
    }

    /** What needs attention now, the most urgent first. */
    public List<Attention> current() {
        return open.values().stream()
                .map(finding -> finding.attention)
                .sorted(Comparator.comparing(Attention::kind))
                .toList();
    }

    /** What is new with the last observation. */
    public List<Attention> begun() {
        return begun;
    }

    /** What ended with the last observation, as it was last seen. */
    public List<Attention> ended() {
        return ended;
    }

    /** All findings with their steps, in the order in which they were first seen. */
    public List<Span> spans() {
        List<Span> spans = new ArrayList<>(closed);
        open.values().forEach(finding -> spans.add(finding.span()));
        spans.sort(Comparator.comparingLong(Span::first)
                .thenComparing(span -> span.attention().kind()));
        return List.copyOf(spans);
    }
}
