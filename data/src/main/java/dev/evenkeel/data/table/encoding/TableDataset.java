package dev.evenkeel.data.table.encoding;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;

/** Encoded rows with their targets. */
record TableDataset(String name, TableEncoding encoding, EncodedRows rows, float[] targets, int[] lines)
        implements Dataset {
    @Override
    public int size() {
        return targets.length;
    }

    @Override
    public Shape inputShape() {
        return encoding.inputShape();
    }

    @Override
    public Target target() {
        return encoding.target();
    }

    @Override
    public void read(int index, Batch batch, int row) {
        rows.read(index, batch.inputs(), batch.inputOffset(row));
        batch.targets()[batch.targetOffset(row)] = targets[index];
    }

    @Override
    public String toString() {
        return describe();
    }

    @Override
    public String inputName(int index) {
        return "column '" + encoding.featureNames().get(index) + "'";
    }

    @Override
    public String exampleName(int index) {
        return "line " + lines[index];
    }
}
