package dev.evenkeel.cli.display;

import dev.evenkeel.train.Progress;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * How fast a run is, since this process began or went on with it. How long it will take is told only when the JVM has
 * compiled what runs often: before, every estimate is several times too long.
 */
public final class Speed {
    private static final long WARM_UP = 2_000_000_000L;
    private static final long SHORTEST_BASE = 1_000_000_000L;

    private final int trainingExamples;
    private final LongSupplier clock;
    private final long start;
    private long before = -1;
    private long done;
    private long total;
    private long warmPosition = -1;
    private long warmTime;

    public Speed(int trainingExamples) {
        this(trainingExamples, System::nanoTime);
    }

    /** @param clock in nanoseconds */
    public Speed(int trainingExamples, LongSupplier clock) {
        this.trainingExamples = trainingExamples;
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    /** A step is over. */
    public void step(Progress progress) {
        step(position(progress), (long) progress.epochs() * progress.stepsPerEpoch());
    }

    public void step(long position, long steps) {
        before = before < 0 ? position - 1 : before;
        done = position;
        total = steps;
        if (warmPosition < 0 && clock.getAsLong() - start >= WARM_UP) {
            warmPosition = position;
            warmTime = clock.getAsLong();
        }
    }

    /** Seconds to the last step, once that can be told. */
    public OptionalDouble secondsLeft() {
        long since = clock.getAsLong() - warmTime;
        return warmPosition < 0 || done == warmPosition || done == total || since < SHORTEST_BASE
                ? OptionalDouble.empty()
                : OptionalDouble.of(since / 1e9 * (total - done) / (done - warmPosition));
    }

    /** As {@code 81,000 examples/s, 12 s left}. */
    String text(Progress progress) {
        double seconds = (clock.getAsLong() - start) / 1e9;
        double stepsPerSecond = (done - before) / Math.max(1e-9, seconds);
        double examples = stepsPerSecond * trainingExamples / progress.stepsPerEpoch();
        OptionalDouble left = secondsLeft();
        return String.format(Locale.ROOT, "%,.0f examples/s", examples)
                + (left.isPresent() ? ", " + time(left.getAsDouble()) + " left" : "");
    }

    static long position(Progress progress) {
        return (long) (progress.epoch() - 1) * progress.stepsPerEpoch() + progress.step();
    }

    public static String time(double seconds) {
        Duration duration = Duration.ofMillis(Math.round(Math.max(0, seconds) * 1000));
        if (duration.toMinutes() < 2) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", Math.max(0, seconds));
        }
        return duration.toHours() > 0
                ? String.format(Locale.ROOT, "%d h %d min", duration.toHours(), duration.toMinutesPart())
                : String.format(Locale.ROOT, "%d min %d s", duration.toMinutes(), duration.toSecondsPart());
    }
}
