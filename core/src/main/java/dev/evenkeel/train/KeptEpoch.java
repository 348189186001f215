package dev.evenkeel.train;

/** Which epoch's model a run ends with. */
public enum KeptEpoch {
    /** The one that measured best on the validation examples: by early stopping's measure, else by the loss. */
    BEST,
    /** The last one. */
    LAST
}
