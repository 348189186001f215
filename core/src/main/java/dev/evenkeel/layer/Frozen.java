package dev.evenkeel.layer;

/**
 * What of a layer stays as it is when its network is trained: a part of the network's description, or of a training run.
 * Freezing only grows: {@link #and} gives what either freezes, and {@link #limit} holds against every training mode.
 */
public enum Frozen {
    NOTHING,
    /** Weights and biases, gamma and beta. */
    PARAMETERS,
    /** Running statistics, which then normalise in training too. */
    STATISTICS,
    /** Parameters and statistics. */
    ALL;

    public boolean parameters() {
        return this == PARAMETERS || this == ALL;
    }

    public boolean statistics() {
        return this == STATISTICS || this == ALL;
    }

    /** What this or the other freezes. */
    public Frozen and(Frozen other) {
        if (this == other || other == NOTHING) {
            return this;
        }
        return this == NOTHING ? other : ALL;
    }

    /** The training mode that is asked for, as far as what is frozen stays as it is. */
    public TrainingMode limit(TrainingMode asked) {
        TrainingMode kept = parameters() ? asked.withFrozenParameters() : asked;
        return statistics() ? kept.withFrozenStatistics() : kept;
    }
}
