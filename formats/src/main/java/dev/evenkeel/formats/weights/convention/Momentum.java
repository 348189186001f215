package dev.evenkeel.formats.weights.convention;

/** What a framework calls the momentum of running statistics: frameworks mean opposite things. */
public enum Momentum {
    /** {@code running = (1 - momentum) * running + momentum * batch}. */
    WEIGHT_OF_NEW_BATCH {
        @Override
        public float newBatchWeight(double momentum) {
            return (float) momentum;
        }
    },
    /** {@code running = momentum * running + (1 - momentum) * batch}. */
    WEIGHT_OF_OLD_AVERAGE {
        @Override
        public float newBatchWeight(double momentum) {
            return (float) (1 - momentum);
        }
    };

    /** The weight of the new batch that a framework's {@code momentum} stands for. */
    public abstract float newBatchWeight(double momentum);
}
