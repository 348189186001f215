package dev.evenkeel.train.input;

import dev.evenkeel.augment.Augmentation;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * A run's augmentations on its batches. What happens to an example is a function of (seed, epoch, the example's index,
 * the augmentation's place in the list) alone. Allocates nothing.
 */
public final class BatchAugmentation {
    private final List<Augmentation> augmentations;
    private final Shape shape;
    private final long key;
    private final Randomness randomness = new Randomness(0);

    public BatchAugmentation(List<Augmentation> augmentations, Shape shape, long seed) {
        this.augmentations = augmentations;
        this.shape = shape;
        key = Randomness.key(seed, "augmentation");
    }

    /**
     * Changes a batch that holds the examples {@code order[from], order[from + 1], ...}
     *
     * @param first the number of example 0 among those of all workers
     */
    public void apply(Batch batch, int[] order, int from, int first, int epoch) {
        if (augmentations.isEmpty()) {
            return;
        }
        long epochKey = Randomness.derive(key, epoch);
        for (int row = 0; row < batch.examples(); row++) {
            long exampleKey = Randomness.derive(epochKey, first + order[from + row]);
            for (int index = 0; index < augmentations.size(); index++) {
                randomness.restart(Randomness.derive(exampleKey, index));
                augmentations.get(index).apply(batch.inputs(), batch.inputOffset(row), shape, randomness);
            }
        }
    }
}
