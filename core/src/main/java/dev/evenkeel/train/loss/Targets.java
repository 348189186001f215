package dev.evenkeel.train.loss;

/** What the loss compares outputs with. */
public enum Targets {
    /** The dataset's targets. */
    AS_GIVEN,
    /**
     * Regression targets minus their mean, divided by their standard deviation, both of the training data and per output.
     * The model keeps them, and its predictor scales back.
     */
    STANDARDIZED
}
