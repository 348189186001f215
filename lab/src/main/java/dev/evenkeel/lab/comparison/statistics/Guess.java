package dev.evenkeel.lab.comparison.statistics;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;

/**
 * What the metric is without any network: of always saying the commonest class of the training examples, or their mean. A
 * training that diverged counts as this.
 */
public final class Guess {
    private static final int BLOCK = 256;

    private Guess() {}

    public static double of(Dataset training, Dataset test) {
        return training.target() instanceof Target.Classes classes
                ? accuracy(counts(training, classes), counts(test, classes))
                : rootMeanSquaredError(training, test);
    }

    private static double accuracy(long[] training, long[] test) {
        int commonest = 0;
        long examples = 0;
        for (int label = 0; label < training.length; label++) {
            commonest = training[label] > training[commonest] ? label : commonest;
            examples += test[label];
        }
        return (double) test[commonest] / examples;
    }

    private static long[] counts(Dataset data, Target.Classes classes) {
        long[] counts = new long[classes.count()];
        data.forEachBatch(BLOCK, batch -> {
            for (int row = 0; row < batch.examples(); row++) {
                counts[(int) batch.targets()[batch.targetOffset(row)]]++;
            }
        });
        return counts;
    }

    private static double rootMeanSquaredError(Dataset training, Dataset test) {
        int size = training.target().size();
        double[] mean = new double[size];
        training.forEachBatch(BLOCK, batch -> forEachValue(batch, size, (place, value) -> mean[place] += value));
        double[] squares = new double[1];
        test.forEachBatch(
                BLOCK,
                batch -> forEachValue(batch, size, (place, value) -> {
                    double error = value - mean[place] / training.size();
                    squares[0] += error * error;
                }));
        return Math.sqrt(squares[0] / size / test.size());
    }

    private static void forEachValue(Batch batch, int size, TargetValue work) {
        for (int row = 0; row < batch.examples(); row++) {
            for (int place = 0; place < size; place++) {
                work.accept(place, batch.targets()[batch.targetOffset(row) + place]);
            }
        }
    }

    private interface TargetValue {
        void accept(int place, double value);
    }
}
