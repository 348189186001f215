package dev.evenkeel.data.table;

import dev.evenkeel.CheckReturnValue;
import java.util.List;

/**
 * How to train on a table by AdamW and a cosine schedule, where nobody says: chosen from the target and the number of rows alone. The
 * numbers were chosen on validation splits of training data.
 *
 * @param dropout the share of hidden values that are set to 0
 */
@CheckReturnValue
public record TableRecipe(int epochs, int batchSize, double learningRate, double weightDecay, double dropout) {
    /** The features of each hidden block. */
    public static final List<Integer> HIDDEN = List.of(256, 128);

    /** What suits stochastic gradient descent with momentum. */
    public static final double SGD_LEARNING_RATE = 0.05;

    /** What suits stochastic gradient descent with momentum. */
    public static final double SGD_WEIGHT_DECAY = 5e-4;

    private static final int CLASS_ROWS = 80_000;
    private static final int VALUE_ROWS = 1_000_000;

    /** From so many rows on a table with numbers to predict needs no dropout, and gains by more epochs. */
    private static final int MANY_ROWS = 10_000;

    /**
     * A table whose target is a class: as many epochs as show about 80,000 rows, from 25 to 100, and dropout, since tables
     * are small and their classes often overlap.
     *
     * @param rows to learn from
     */
    public static TableRecipe forClasses(int rows) {
        return new TableRecipe(epochs(CLASS_ROWS, 25, 100, rows), batchSize(rows), 0.003, 0.01, 0.3);
    }

    /**
     * A table whose target is a number: 40 epochs and a little dropout; of 10,000 rows and more as many epochs as show about
     * 1,000,000 rows, from 40 to 60, without dropout.
     *
     * @param rows to learn from
     */
    public static TableRecipe forValues(int rows) {
        boolean many = rows >= MANY_ROWS;
        return new TableRecipe(
                many ? epochs(VALUE_ROWS, 40, 60, rows) : 40, batchSize(rows), 0.01, 0.01, many ? 0 : 0.1);
    }

    /** The same by stochastic gradient descent with momentum, with a learning rate and a weight decay that suit it. */
    public TableRecipe bySgd() {
        return new TableRecipe(epochs, batchSize, SGD_LEARNING_RATE, SGD_WEIGHT_DECAY, dropout);
    }

    /** So many epochs as show {@code shown} examples, from {@code least} to {@code most}. */
    public static int epochs(int shown, int least, int most, int rows) {
        return Math.max(least, Math.min(most, Math.round((float) shown / Math.max(1, rows))));
    }

    /** A fiftieth of the rows, as a power of two from 32 to 128. */
    public static int batchSize(int rows) {
        return Math.max(32, Math.min(128, Integer.highestOneBit(Math.max(1, rows / 50))));
    }
}
