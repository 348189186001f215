package dev.evenkeel.layer;

import dev.evenkeel.CheckReturnValue;

/**
 * How a training run treats one layer: three questions that are separate here. They concern normalization statistics
 * (where they come from, whether running ones are updated) and gradients.
 *
 * @param source where the statistics come from
 * @param update whether running statistics follow
 * @param gradients whether the parameters learn
 */
@CheckReturnValue
public record TrainingMode(Source source, Update update, Gradients gradients) {
    /** Batch statistics, updated running statistics, learning parameters. */
    public static final TrainingMode TRAIN = new TrainingMode(Source.BATCH, Update.FOLLOW, Gradients.PARAMETERS);

    /** Where a normalization layer's statistics come from in training. */
    public enum Source {
        /** This batch. */
        BATCH,
        /** The running statistics, taken as constants. */
        RUNNING
    }

    /** Whether running statistics follow the batches. */
    public enum Update {
        FOLLOW,
        KEEP
    }

    /** Which gradients are computed. The gradient of the input flows in either case. */
    public enum Gradients {
        /** The parameters learn. */
        PARAMETERS,
        /** The parameters stay as they are. */
        INPUT_ONLY
    }

    public TrainingMode withSource(Source newSource) {
        return new TrainingMode(newSource, update, gradients);
    }

    public TrainingMode withUpdate(Update newUpdate) {
        return new TrainingMode(source, newUpdate, gradients);
    }

    public TrainingMode withGradients(Gradients newGradients) {
        return new TrainingMode(source, update, newGradients);
    }

    /** Running statistics as constants: neither from the batch nor following it. */
    public TrainingMode withFrozenStatistics() {
        return new TrainingMode(Source.RUNNING, Update.KEEP, gradients);
    }

    /** Parameters that stay as they are. */
    public TrainingMode withFrozenParameters() {
        return withGradients(Gradients.INPUT_ONLY);
    }
}
