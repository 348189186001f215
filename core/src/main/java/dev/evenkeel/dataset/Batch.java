package dev.evenkeel.dataset;

import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/**
 * A reusable buffer of examples: inputs {@code [examples, inputShape]}, targets {@code [examples, targetSize]}, a weight
 * per example and the mask of padded positions.
 */
public final class Batch {
    private final int inputSize;
    private final int targetSize;
    private final float[] inputs;
    private final float[] targets;
    private final float[] weights;
    private final Mask mask;
    private int examples;

    /** A buffer for up to {@code capacity} examples. */
    public Batch(int capacity, Shape input, Target target) {
        inputSize = input.size();
        targetSize = target.size();
        inputs = new float[Math.multiplyExact(capacity, inputSize)];
        targets = new float[Math.multiplyExact(capacity, targetSize)];
        weights = new float[capacity];
        mask = new Mask(capacity, input.positions());
    }

    public int capacity() {
        return weights.length;
    }

    /** How many rows are filled. */
    public int examples() {
        return examples;
    }

    /** Reads the examples {@code indices[from .. to)} of {@code dataset}, weights 1 and mask complete unless it says else. */
    public void fill(Dataset dataset, int[] indices, int from, int to) {
        examples = to - from;
        Arrays.fill(weights, 0, examples, 1f);
        mask.clear();
        for (int row = 0; row < examples; row++) {
            dataset.read(indices[from + row], this, row);
        }
    }

    /** Where {@code row}'s input begins in {@link #inputs()}. */
    public int inputOffset(int row) {
        return row * inputSize;
    }

    public int targetOffset(int row) {
        return row * targetSize;
    }

    /** The buffer itself, {@code capacity * inputSize} long. */
    public float[] inputs() {
        return inputs;
    }

    /** The buffer itself, {@code capacity * targetSize} long. A class is stored as its index. */
    public float[] targets() {
        return targets;
    }

    /** The buffer itself: how much each example counts in the loss and the metrics. */
    public float[] weights() {
        return weights;
    }

    public Mask mask() {
        return mask;
    }
}
