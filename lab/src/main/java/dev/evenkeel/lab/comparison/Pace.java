package dev.evenkeel.lab.comparison;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Counts steps, epochs and trainings as they end, and estimates how long the others take, from the latest steps. What was
 * timed while the process warmed up is forgotten: its first steps take ten times as long as those that follow. Safe for
 * several threads.
 */
final class Pace {
    /** How long the steps are that weigh as much as all before them. */
    private static final double MEMORY_SECONDS = 0.25;

    private final List<Workload> workloads;
    private final int seeds;
    private final int threads;
    private final Consumer<ComparisonProgress> listener;
    private final double[] stepSeconds;
    private final double[] measuringSeconds;
    private final int[] waiting;
    private final Set<Running> running = new LinkedHashSet<>();
    private final BooleanSupplier warmUpIsOver;
    private boolean warm;
    private int finished;

    /**
     * @param workloads of one training of each arm
     * @param warmUpIsOver whether the process is warm: asked until it is
     */
    Pace(
            List<Workload> workloads,
            int seeds,
            int threads,
            Consumer<ComparisonProgress> listener,
            BooleanSupplier warmUpIsOver) {
        this.workloads = List.copyOf(workloads);
        this.seeds = seeds;
        this.threads = threads;
        this.listener = listener;
        this.warmUpIsOver = warmUpIsOver;
        warm = warmUpIsOver.getAsBoolean();
        stepSeconds = new double[workloads.size()];
        measuringSeconds = new double[workloads.size()];
        forget();
        waiting = new int[workloads.size()];
        Arrays.fill(waiting, seeds);
    }

    /** A training was done before. */
    synchronized void found(int arm) {
        waiting[arm]--;
        finished++;
    }

    synchronized Running begin(int arm) {
        waiting[arm]--;
        Running training = new Running(arm);
        running.add(training);
        return training;
    }

    /** How long a training of the arm takes; before any was timed in a unit that all arms share. */
    synchronized double seconds(int arm) {
        Workload work = workloads.get(arm);
        return seconds(arm, work.steps(), work.epochs());
    }

    private double seconds(int arm, int steps, int epochs) {
        double step = Double.isNaN(stepSeconds[arm])
                ? workloads.get(arm).stepWeight() * secondsPerWeight()
                : stepSeconds[arm];
        double measuring =
                Double.isNaN(measuringSeconds[arm]) ? workloads.get(arm).measuring() * step : measuringSeconds[arm];
        return steps * step + epochs * measuring;
    }

    private double secondsPerWeight() {
        double seconds = 0;
        double weight = 0;
        for (int arm = 0; arm < stepSeconds.length; arm++) {
            if (!Double.isNaN(stepSeconds[arm])) {
                seconds += stepSeconds[arm];
                weight += workloads.get(arm).stepWeight();
            }
        }
        return weight > 0 ? seconds / weight : 1;
    }

    private void forget() {
        Arrays.fill(stepSeconds, Double.NaN);
        Arrays.fill(measuringSeconds, Double.NaN);
    }

    private void timed(double[] seconds, int arm, double now, double weight) {
        if (!warm && warmUpIsOver.getAsBoolean()) {
            warm = true;
            forget();
            return;
        }
        double before = seconds[arm];
        seconds[arm] = Double.isNaN(before) ? now : before + (now - before) * weight;
    }

    private void tell() {
        double all = 0;
        double open = 0;
        for (int arm = 0; arm < waiting.length; arm++) {
            Workload work = workloads.get(arm);
            all += work.steps() * work.stepWeight() * seeds;
            open += work.steps() * work.stepWeight() * waiting[arm];
        }
        for (Running training : running) {
            open += training.stepsLeft() * workloads.get(training.arm).stepWeight();
        }
        listener.accept(new ComparisonProgress(
                finished, waiting.length * seeds, 1 - open / all, open == 0 ? 0 : secondsLeft()));
    }

    /** The work that is left, shared by the threads, but not less than the longest training, which one thread does. */
    private double secondsLeft() {
        if (!warm || Arrays.stream(stepSeconds).allMatch(Double::isNaN)) {
            return Double.NaN;
        }
        double sum = 0;
        double longest = 0;
        for (int arm = 0; arm < waiting.length; arm++) {
            double seconds = seconds(arm);
            sum += waiting[arm] * seconds;
            longest = waiting[arm] > 0 ? Math.max(longest, seconds) : longest;
        }
        for (Running training : running) {
            sum += training.secondsLeft();
            longest = Math.max(longest, training.secondsLeft());
        }
        return Math.max(sum / threads, longest);
    }

    /** A training that is under way. */
    final class Running implements TrialTraining.Listener {
        private final int arm;
        private int steps;
        private int epochs;

        private Running(int arm) {
            this.arm = arm;
        }

        @Override
        public void stepsEnded(int count, double seconds) {
            synchronized (Pace.this) {
                steps += count;
                timed(stepSeconds, arm, seconds / count, seconds / (seconds + MEMORY_SECONDS));
                tell();
            }
        }

        @Override
        public void epochEnded(double measuring) {
            synchronized (Pace.this) {
                epochs++;
                timed(measuringSeconds, arm, measuring, 0.5);
                tell();
            }
        }

        /** At its end, or where it diverged. */
        void ended() {
            synchronized (Pace.this) {
                running.remove(this);
                finished++;
                tell();
            }
        }

        private int stepsLeft() {
            return Math.max(0, workloads.get(arm).steps() - steps);
        }

        private double secondsLeft() {
            return seconds(arm, stepsLeft(), workloads.get(arm).epochs() - epochs);
        }
    }
}
