package dev.evenkeel.dataset;

/**
 * The rule for ragged ends: {@code examples} are cut into {@code ceil(examples / batchSize)} batches whose sizes differ
 * by at most one, so none is lost and, from a batch size of 3 on, no batch is left with a single example (unless there is
 * only one): 129 examples in batches of 128 give 65 and 64.
 */
public record EvenBatches(int examples, int batchSize) {
    public EvenBatches {
        if (examples < 0 || batchSize < 1) {
            throw new IllegalArgumentException("Batches need 0 examples or more and a batch size of 1 or more, but got "
                    + examples + " and " + batchSize);
        }
    }

    public int count() {
        return (int) (((long) examples + batchSize - 1) / batchSize);
    }

    /** Where batch {@code index} begins. */
    public int from(int index) {
        return (int) ((long) examples * index / count());
    }

    /** Where batch {@code index} ends, exclusive. */
    public int to(int index) {
        return from(index + 1);
    }
}
