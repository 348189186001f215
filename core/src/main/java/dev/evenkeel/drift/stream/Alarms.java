package dev.evenkeel.drift.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Alarms of some tests: raised by an effect beyond its bound, over when a later window large enough to see the effect well finds less
 * than half of it.
 *
 * @param <T> the tests
 * @param <S> what is summed over the examples of a window
 */
public final class Alarms<T, S extends Windows.Sums<S>> {
    private final Map<T, Alarm<S>> alarms = new HashMap<>();

    private record Alarm<S>(double effect, S window, long since) {}

    /** None yet. */
    public Alarms() {}

    /**
     * Takes in what a test found.
     *
     * @param effect how large it is
     * @param bound from where on it is drift
     * @param examples that had been looked at in all
     */
    public void judge(T test, double effect, double bound, S window, long examples) {
        Optional<Alarm<S>> before = Optional.ofNullable(alarms.get(test));
        if (effect > bound) {
            alarms.put(
                    test, new Alarm<>(effect, window, before.map(Alarm::since).orElse(examples)));
        } else if (before.isPresent()
                && effect < before.get().effect() / 2
                && bound < before.get().effect() / 1.5) {
            alarms.remove(test);
        }
    }

    /** Has all be judged anew, by that alone. When an alarm was raised first stays. */
    public void conclude(long examples, Runnable judging) {
        long found = since().orElse(examples);
        alarms.clear();
        judging.run();
        alarms.replaceAll((test, alarm) -> new Alarm<>(alarm.effect(), alarm.window(), Math.min(found, alarm.since())));
    }

    /** How many examples had been looked at when the first of those that stand was raised; empty if none stands. */
    public OptionalLong since() {
        return alarms.values().stream().mapToLong(Alarm::since).min();
    }

    /** The largest window in which one that stands was found last. */
    public Optional<S> window() {
        return alarms.values().stream()
                .map(Alarm::window)
                .max((one, other) -> Long.compare(one.examples(), other.examples()));
    }

    /** The effect that was found last, if the test's alarm stands. */
    public Optional<Double> effect(T test) {
        return Optional.ofNullable(alarms.get(test)).map(Alarm::effect);
    }
}
