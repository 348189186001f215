package dev.evenkeel.cli;

import dev.evenkeel.train.Progress;
import java.time.Duration;
import java.util.Locale;

/** How fast a run is, since this process began or went on with it. */
final class Speed {
    private final int trainingExamples;
    private final long start = System.nanoTime();
    private long before = -1;

    Speed(int trainingExamples) {
        this.trainingExamples = trainingExamples;
    }

    /** A step is over. */
    void step(Progress progress) {
        if (before < 0) {
            before = position(progress) - 1;
        }
    }

    /** As {@code 81,000 examples/s, 12 s left}. */
    String text(Progress progress) {
        long done = position(progress);
        double seconds = (System.nanoTime() - start) / 1e9;
        double stepsPerSecond = (done - before) / Math.max(1e-9, seconds);
        long total = (long) progress.epochs() * progress.stepsPerEpoch();
        double examples = stepsPerSecond * trainingExamples / progress.stepsPerEpoch();
        return String.format(Locale.ROOT, "%,.0f examples/s, %s left", examples, time((total - done) / stepsPerSecond));
    }

    static long position(Progress progress) {
        return (long) (progress.epoch() - 1) * progress.stepsPerEpoch() + progress.step();
    }

    static String time(double seconds) {
        Duration duration = Duration.ofMillis(Math.round(Math.max(0, seconds) * 1000));
        if (duration.toMinutes() < 2) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", Math.max(0, seconds));
        }
        return duration.toHours() > 0
                ? String.format(Locale.ROOT, "%d h %d min", duration.toHours(), duration.toMinutesPart())
                : String.format(Locale.ROOT, "%d min %d s", duration.toMinutes(), duration.toSecondsPart());
    }
}
