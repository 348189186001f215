package dev.evenkeel.train;

/** Where a run stands after a step. A view that changes with the run: read it, do not keep it. */
public interface Progress {
    /** The present epoch, from 1. */
    int epoch();

    int epochs();

    /** Steps done in this epoch. */
    int step();

    int stepsPerEpoch();

    /** Steps done in the whole run; skipped ones count. */
    long totalSteps();

    /** Examples seen in this epoch. */
    long examples();

    /** The loss of the latest step. */
    double loss();

    /** The mean loss over this epoch's training batches so far. */
    double meanLoss();

    /** The share of this epoch's training examples that were classified rightly in training; NaN without classes. */
    double accuracy();

    /** The learning rate of the latest step. */
    double learningRate();

    /** How many steps were left out because a value was not finite. */
    long skipped();
}
