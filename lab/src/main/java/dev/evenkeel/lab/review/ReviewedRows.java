package dev.evenkeel.lab.review;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;

/** Rows of a table with their targets, all or as many as are enough, evenly apart. */
record ReviewedRows(int size, int width, float[] inputs, float[] targets) {
    private static final int MAX_ROWS = 20_000;
    private static final long MAX_VALUES = 10_000_000;

    static ReviewedRows of(Dataset data) {
        int width = data.inputShape().size();
        int most = (int) Math.max(100, Math.min(MAX_ROWS, MAX_VALUES / width));
        int size = Math.min(most, data.size());
        float[] inputs = new float[Math.multiplyExact(size, width)];
        float[] targets = new float[size];
        Batch one = new Batch(1, data.inputShape(), data.target());
        for (int row = 0; row < size; row++) {
            data.read((int) ((long) row * data.size() / size), one, 0);
            System.arraycopy(one.inputs(), 0, inputs, row * width, width);
            targets[row] = one.targets()[0];
        }
        return new ReviewedRows(size, width, inputs, targets);
    }

    float value(int row, int input) {
        return inputs[row * width + input];
    }

    int classOf(int row) {
        return (int) targets[row];
    }
}
