package dev.evenkeel.drift;

import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.stream.Alarms;
import dev.evenkeel.drift.stream.Windows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/** One layer, tested in {@link Windows}. */
final class LayerWatch {
    private static final int HISTORY_LEVEL = 2;
    private static final int MAX_HISTORY = 256;
    /** The shift that makes predictions differ for most inputs must be seen before a layer is called steady. */
    private static final double SEEN = 0.5;
    /** Of the ratio of variances from 1. */
    private static final double SEEN_SCALING = 1;

    private final Reference reference;
    private final DriftSettings settings;
    private final Windows<ExampleSums> windows;
    private final Alarms<Look.Test, ExampleSums> alarms = new Alarms<>();
    private final Deque<LayerDrift.Point> history = new ArrayDeque<>();

    /**
     * @param layers that are watched, among which the chance of false alarms is shared
     * @param levels how many sizes windows have
     */
    LayerWatch(Reference reference, DriftSettings settings, int layers, int levels) {
        this.reference = reference;
        this.settings = settings;
        windows = new Windows<>(
                levels, settings.falseAlarms() / layers, () -> new ExampleSums(reference.channels()), this::full);
    }

    void add(double real, double[] sums, double[] squares) {
        windows.add(block -> block.add(real, sums, squares));
    }

    private void full(ExampleSums window, int level, double chance) {
        judge(Look.at(reference, window, settings, chance), window);
        if (level == HISTORY_LEVEL) {
            remember(window);
        }
    }

    private void judge(Look look, ExampleSums window) {
        for (Look.Test test : Look.Test.values()) {
            alarms.judge(test, look.effect(test), look.bound(test), window, windows.examples());
        }
    }

    private void remember(ExampleSums window) {
        Look look = look(window);
        history.addLast(new LayerDrift.Point(windows.examples(), look.shift(), look.ratio()));
        if (history.size() > MAX_HISTORY) {
            history.removeFirst();
        }
    }

    /** As if nothing had been looked at before; for what is shown, not for what is decided. */
    private Look look(ExampleSums window) {
        return Look.at(reference, window, settings, windows.firstChance());
    }

    /**
     * Judges all examples together, once, and by that alone: for a sample that has an end, whose order may mean nothing. When a drift
     * was first found stays.
     */
    void conclude() {
        ExampleSums all = windows.since();
        alarms.conclude(windows.examples(), () -> {
            if (all.examples() >= Windows.BLOCK / 2) {
                judge(Look.at(reference, all, settings, windows.falseAlarms()), all);
            }
        });
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
        return alarms.window().orElseGet(windows::latest);
    }

    private LayerDrift drift(Look look) {
        OptionalLong since = alarms.since();
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
