package dev.evenkeel.lab.comparison;

import dev.evenkeel.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/**
 * What it took to run a comparison, but for reading the data. Time that is spent neither in trainings nor in waiting for the
 * last of them is bookkeeping: fingerprints of the data, files, judgement and report.
 *
 * @param seconds from begin to end
 * @param threads trainings side by side
 * @param trainings that were done, not those that were found
 * @param trainingSeconds of all trainings together: steps, and measuring after each epoch
 * @param waitingSeconds of all threads together, with no training left to begin
 * @param processorSeconds of the whole process, its compiler and collector included; NaN where the system does not say
 */
public record Effort(
        double seconds,
        int threads,
        int trainings,
        double trainingSeconds,
        double waitingSeconds,
        double processorSeconds) {
    /** The processor time of this process until now. */
    public static double processor() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .map(nanos -> nanos / 1e9)
                .orElse(Double.NaN);
    }

    /** With work after the last training. */
    public Effort and(double moreSeconds, double moreProcessorSeconds) {
        return new Effort(
                seconds + moreSeconds,
                threads,
                trainings,
                trainingSeconds,
                waitingSeconds,
                processorSeconds + moreProcessorSeconds);
    }

    /** The share of the threads' time that went into trainings. */
    public double training() {
        return trainingSeconds / (threads * seconds);
    }

    /** The share of the threads' time in which there was no training left to begin. */
    public double waiting() {
        return waitingSeconds / (threads * seconds);
    }

    /** The share of the threads' time that went into neither. */
    public double bookkeeping() {
        return 1 - training() - waiting();
    }

    /** Processor time over the time of as many processors as threads can use: 1 where each was busy all the time. */
    public double busy() {
        return processorSeconds / (Math.min(threads, Runtime.getRuntime().availableProcessors()) * seconds);
    }

    /** As {@code Took 41 s on 2 threads: processors 97 % busy, 1.2 % of the time bookkeeping, 0.8 % waiting.} */
    public String words() {
        String busy = Double.isNaN(busy())
                ? ""
                : String.format(Locale.ROOT, "processors %.0f %% busy, ", 100 * Math.min(1, busy()));
        return String.format(
                Locale.ROOT,
                "Took %.1f s on %d %s: %s%.1f %% of the time bookkeeping, %.1f %% waiting for the last training.",
                seconds,
                threads,
                threads == 1 ? "thread" : "threads",
                busy,
                100 * bookkeeping(),
                100 * waiting());
    }

    JsonObject toJson() {
        return JsonObject.of()
                .with("seconds", seconds)
                .with("threads", threads)
                .with("trainings", trainings)
                .with("training", training())
                .with("waiting", waiting())
                .with("bookkeeping", bookkeeping())
                .with("busy", busy());
    }
}
