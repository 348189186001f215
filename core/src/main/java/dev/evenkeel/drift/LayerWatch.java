package dev.evenkeel.drift;

import dev.evenkeel.drift.DriftReport.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One layer's windows of 64, 128, 256, ... examples, each tested when it is full. Windows of a size follow each other without
 * overlap, two make one of the next size, and the largest are let go: so a drift that begins late is found as soon as one that
 * is there from the start, but for the chance of false alarms. Of that the j-th window of a size may spend
 * {@code 1 / (j (j + 1))} of its share, which sums to 1: it holds over any number of windows, so at any time.
 *
 * <p>A drift is over when a later window large enough to see it well finds less than half of it.
 */
final class LayerWatch {
    static final int BLOCK = 64;
    private static final int HISTORY_LEVEL = 2;
    private static final int MAX_HISTORY = 256;
    /** The shift that makes predictions differ for most inputs must be seen before a layer is called steady. */
    private static final double SEEN = 0.5;
    /** Of the ratio of variances from 1. */
    private static final double SEEN_SCALING = 1;

    private final Reference reference;
    private final DriftSettings settings;
    private final double chance;
    private final List<Optional<ExampleSums>> pending = new ArrayList<>();
    private final long[] windows;
    private final Map<Look.Test, Alarm> alarms = new EnumMap<>(Look.Test.class);
    private final Deque<LayerDrift.Point> history = new ArrayDeque<>();
    private ExampleSums block;
    private Optional<ExampleSums> largest = Optional.empty();
    private long examples;

    /** A drift that was found. */
    private record Alarm(double effect, ExampleSums window, long since) {}

    /**
     * @param layers that are watched, among which the chance of false alarms is shared
     * @param levels how many sizes windows have
     */
    LayerWatch(Reference reference, DriftSettings settings, int layers, int levels) {
        this.reference = reference;
        this.settings = settings;
        chance = settings.falseAlarms() / layers;
        windows = new long[levels];
        for (int level = 0; level < levels; level++) {
            pending.add(Optional.empty());
        }
        block = new ExampleSums(reference.channels());
    }

    void add(double real, double[] sums, double[] squares) {
        block.add(real, sums, squares);
        examples++;
        if (block.examples() == BLOCK) {
            ExampleSums full = block;
            block = new ExampleSums(reference.channels());
            full(full, 0);
        }
    }

    private void full(ExampleSums window, int level) {
        test(window, level);
        if (level == HISTORY_LEVEL) {
            remember(window);
        }
        Optional<ExampleSums> before = pending.get(level);
        if (level == windows.length - 1) {
            largest = Optional.of(window);
        } else if (before.isEmpty()) {
            pending.set(level, Optional.of(window));
        } else {
            pending.set(level, Optional.empty());
            ExampleSums both = new ExampleSums(reference.channels());
            both.merge(before.get());
            both.merge(window);
            full(both, level + 1);
        }
    }

    private void test(ExampleSums window, int level) {
        double number = ++windows[level];
        double spent = chance / windows.length / (number * (number + 1));
        judge(Look.at(reference, window, settings, spent), window);
    }

    private void judge(Look look, ExampleSums window) {
        for (Look.Test test : Look.Test.values()) {
            Optional<Alarm> before = Optional.ofNullable(alarms.get(test));
            double effect = look.effect(test);
            if (look.drifts(test)) {
                alarms.put(
                        test, new Alarm(effect, window, before.map(Alarm::since).orElse(examples)));
            } else if (before.isPresent()
                    && effect < before.get().effect() / 2
                    && look.bound(test) < before.get().effect() / 1.5) {
                alarms.remove(test);
            }
        }
    }

    private void remember(ExampleSums window) {
        Look look = look(window);
        history.addLast(new LayerDrift.Point(examples, look.shift(), look.ratio()));
        if (history.size() > MAX_HISTORY) {
            history.removeFirst();
        }
    }

    /** As if nothing had been looked at before; for what is shown, not for what is decided. */
    private Look look(ExampleSums window) {
        return Look.at(reference, window, settings, chance / windows.length / 2);
    }

    /** All examples since windows of the largest size began anew. */
    private ExampleSums since() {
        ExampleSums all = new ExampleSums(reference.channels());
        pending.forEach(window -> window.ifPresent(all::merge));
        all.merge(block);
        return all;
    }

    /**
     * Judges all examples together, once, and by that alone: for a sample that has an end, whose order may mean nothing. When a drift
     * was first found stays.
     */
    void conclude() {
        long found = alarms.values().stream().mapToLong(Alarm::since).min().orElse(examples);
        alarms.clear();
        ExampleSums all = since();
        if (all.examples() >= BLOCK / 2) {
            judge(Look.at(reference, all, settings, chance), all);
            alarms.replaceAll(
                    (test, alarm) -> new Alarm(alarm.effect(), alarm.window(), Math.min(found, alarm.since())));
        }
    }

    LayerDrift drift() {
        ExampleSums shown = shown();
        if (shown.examples() < 2) {
            return drift(new Look(
                    shown.examples(),
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    0,
                    Double.NaN,
                    Double.NaN,
                    new Look.Bounds(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY)));
        }
        return drift(look(shown));
    }

    /** The window in which the drift was found last; without one all since the largest windows began anew. */
    private ExampleSums shown() {
        ExampleSums all = since();
        return alarms.values().stream()
                .map(Alarm::window)
                .max((one, other) -> Long.compare(one.examples(), other.examples()))
                .or(() -> largest.filter(window -> window.examples() > all.examples()))
                .orElse(all);
    }

    private LayerDrift drift(Look look) {
        OptionalLong since = alarms.values().stream().mapToLong(Alarm::since).min();
        Verdict verdict = Verdict.TOO_FEW_TO_TELL;
        if (since.isPresent()) {
            verdict = Verdict.DRIFTING;
        } else if (look.bounds().shift() <= SEEN && look.bounds().scaling() <= SEEN_SCALING) {
            verdict = Verdict.STEADY;
        }
        return new LayerDrift(
                reference.node().name(),
                reference.node().title(),
                verdict,
                look.examples(),
                look.shift(),
                look.shiftError(),
                look.ratio(),
                look.scalingError(),
                look.farthest(),
                look.farthestShift(),
                look.bounds().shift(),
                since,
                List.copyOf(history));
    }
}
