package dev.evenkeel.lab.comparison;

import java.util.function.Consumer;

/** Counts epochs and trainings as they end, and estimates how long the others take. Safe for several threads. */
final class Pace {
    private final int seeds;
    private final int threads;
    private final int[] epochs;
    private final int[] open;
    private final int[] timed;
    private final double[] seconds;
    private final Consumer<ComparisonProgress> listener;
    private int finished;

    /** @param epochs of one training of each arm */
    Pace(int[] epochs, int seeds, int threads, Consumer<ComparisonProgress> listener) {
        this.seeds = seeds;
        this.threads = threads;
        this.epochs = epochs.clone();
        this.listener = listener;
        timed = new int[epochs.length];
        seconds = new double[epochs.length];
        open = new int[epochs.length];
        for (int arm = 0; arm < epochs.length; arm++) {
            open[arm] = epochs[arm] * seeds;
        }
    }

    /** A training was done before. */
    synchronized void found(int arm) {
        open[arm] -= epochs[arm];
        finished++;
    }

    synchronized void epochEnded(int arm, double took) {
        open[arm]--;
        timed[arm]++;
        seconds[arm] += took;
        tell();
    }

    /** @param done epochs that it came to, fewer than all if it diverged */
    synchronized void trainingEnded(int arm, int done) {
        open[arm] -= epochs[arm] - done;
        finished++;
        tell();
    }

    private void tell() {
        int all = 0;
        int left = 0;
        for (int arm = 0; arm < epochs.length; arm++) {
            all += epochs[arm] * seeds;
            left += open[arm];
        }
        listener.accept(
                new ComparisonProgress(finished, epochs.length * seeds, 1 - (double) left / all, secondsLeft()));
    }

    /** An arm without a time of its own takes as long as the mean of the others. */
    private double secondsLeft() {
        double sum = 0;
        int known = 0;
        for (int arm = 0; arm < epochs.length; arm++) {
            sum += seconds[arm];
            known += timed[arm];
        }
        double left = 0;
        for (int arm = 0; arm < epochs.length; arm++) {
            left += open[arm] * (timed[arm] > 0 ? seconds[arm] / timed[arm] : sum / known);
        }
        return left / threads;
    }
}
