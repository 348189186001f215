package dev.evenkeel.dataset;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A finite, indexed collection of examples of one shape. Any order of reads must give the same values: training reads
 * in an order of its own, from another thread. Implementations must be safe for concurrent reads.
 */
public interface Dataset {
    /** How many examples there are. */
    int size();

    /** The shape of one example's input, channels last. */
    Shape inputShape();

    Target target();

    /**
     * Reads example {@code index} into row {@code row} of {@code batch}: its input, its target and, where they differ
     * from 1 and from complete, its weight and padding.
     */
    void read(int index, Batch batch, int row);

    /** A short name for provenance and messages, as {@code fashion-mnist (training)}. */
    default String name() {
        return "dataset";
    }

    /** An example in messages, as {@code example 17}, counted from 0, or where it stands in a file. */
    default String exampleName(int index) {
        return "example " + index;
    }

    /** One of an example's values in messages, as {@code input 3} or {@code input [0, 3, 1]}, or the name of a column. */
    default String inputName(int index) {
        Shape shape = inputShape();
        if (shape.rank() == 1) {
            return "input " + index;
        }
        int[] place = new int[shape.rank()];
        int rest = index;
        for (int axis = place.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape.extent(axis);
            rest /= shape.extent(axis);
        }
        return "input " + Arrays.toString(place);
    }

    /** SHA-256 over the examples in order, in hexadecimal, for provenance; see {@link Fingerprint}. */
    default String fingerprint() {
        return Fingerprint.of(this);
    }

    /** Hands all examples to {@code work} in the order of their indices, in even batches; the batch is reused. */
    default void forEachBatch(int batchSize, Consumer<Batch> work) {
        int[] indices = IntStream.range(0, size()).toArray();
        EvenBatches cut = new EvenBatches(size(), batchSize);
        Batch batch = new Batch(Math.min(batchSize, size()), inputShape(), target());
        for (int index = 0; index < cut.count(); index++) {
            batch.fill(this, indices, cut.from(index), cut.to(index));
            work.accept(batch);
        }
    }

    /** As {@code mnist (training): 60000 examples [28, 28, 1], 10 classes}, for {@code toString}. */
    default String describe() {
        return name() + ": " + size() + (size() == 1 ? " example " : " examples ") + inputShape() + ", "
                + target().describe();
    }

    /** The examples at {@code indices}, in that order, without copying them. */
    @CheckReturnValue
    default Dataset select(int[] indices) {
        return new Selection(this, indices.clone());
    }
}
