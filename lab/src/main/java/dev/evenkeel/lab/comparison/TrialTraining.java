package dev.evenkeel.lab.comparison;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.train.CancelledException;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Progress;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.metric.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One training on one thread, with what is written down of it. */
final class TrialTraining {
    /** Is told how a training goes on, on its thread. */
    interface Listener {
        Listener NONE = new Listener() {
            @Override
            public void stepsEnded(int count, double seconds) {}

            @Override
            public void epochEnded(double measuring) {}
        };

        /** @param seconds that {@code count} steps took together */
        void stepsEnded(int count, double seconds);

        /** @param measuring the seconds it took to measure after the epoch */
        void epochEnded(double measuring);
    }

    /** How long steps are gathered before they are told. */
    private static final long WINDOW_NANOS = 250_000_000L;

    private final Metric metric;
    private final Listener listener;
    private final List<Double> curve = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private final long start = System.nanoTime();
    private long stepEnd;
    private long windowStart;
    private int windowSteps;
    private long stepNanos;
    private long timedSteps;
    private long steps;
    private int stepsPerEpoch;

    TrialTraining(Metric metric, Listener listener) {
        this.metric = metric;
        this.listener = listener;
    }

    /**
     * Trains to the end, or to where a value is not finite: that is a result too.
     *
     * @throws EvenkeelException if training cannot begin
     * @throws CancelledException if the trainer was told to stop
     */
    Trial run(Trainer trainer, Dataset training, Dataset test) {
        try {
            trainer.threads(1)
                    .validation(test)
                    .metrics(metric)
                    .onStep(this::step)
                    .onEpoch(this::epoch)
                    .fit(training);
            return trial(Optional.empty());
        } catch (CancelledException stopped) {
            throw stopped;
        } catch (EvenkeelException problem) {
            if (steps == 0) {
                throw problem;
            }
            return trial(Optional.of(String.valueOf(problem.getMessage())));
        }
    }

    /** A step is timed from the end of the one before, in the same epoch. */
    private void step(Progress progress) {
        long now = System.nanoTime();
        if (progress.step() > 1) {
            stepNanos += now - stepEnd;
            timedSteps++;
        }
        stepEnd = now;
        steps = progress.totalSteps();
        stepsPerEpoch = progress.stepsPerEpoch();
        windowSteps++;
        if (steps == 1 || now - windowStart >= WINDOW_NANOS || progress.step() == stepsPerEpoch) {
            tellSteps(now);
        }
    }

    /** The first step is not told: before it is what happens once. */
    private void tellSteps(long now) {
        if (steps > 1) {
            listener.stepsEnded(windowSteps, (now - windowStart) / 1e9);
        }
        windowStart = now;
        windowSteps = 0;
    }

    private void epoch(EpochReport report) {
        curve.add(Objects.requireNonNull(report.validation().get(metric.name())));
        losses.add(report.loss());
        long now = System.nanoTime();
        listener.epochEnded((now - stepEnd) / 1e9);
        windowStart = System.nanoTime();
    }

    private Trial trial(Optional<String> divergence) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double stepSeconds = timedSteps > 0 ? stepNanos / 1e9 / timedSteps : seconds / steps;
        return new Trial(curve, losses, stepsPerEpoch, stepSeconds, seconds, divergence);
    }
}
