package dev.evenkeel.train;

/** What to do with a step that gives a value that is infinite or not a number. The model is left as it was in any case. */
public enum NonFinite {
    /** End the run with an error that names the layer. */
    STOP,
    /** Leave the step out and count it. */
    SKIP
}
