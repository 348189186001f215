package dev.evenkeel.train;

/** Which statistics the normalization layers of a trained model hold. */
public enum ShippedStatistics {
    /**
     * Those of the population: pooled exactly over the training examples, or a sample of them, with the final weights
     * ("precise BN", Wu and Johnson 2021, arXiv 2105.07576).
     */
    POPULATION,
    /** The running averages of training, in which the latest batches weigh most: PyTorch and Keras ship these. */
    RUNNING
}
