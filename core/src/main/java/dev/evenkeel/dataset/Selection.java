package dev.evenkeel.dataset;

import dev.evenkeel.tensor.Shape;

/** Some examples of another dataset. */
record Selection(Dataset whole, int[] indices) implements Dataset {
    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public Shape inputShape() {
        return whole.inputShape();
    }

    @Override
    public Target target() {
        return whole.target();
    }

    @Override
    public void read(int index, Batch batch, int row) {
        whole.read(indices[index], batch, row);
    }

    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public String toString() {
        return describe();
    }

    @Override
    public String exampleName(int index) {
        return whole.exampleName(indices[index]);
    }

    @Override
    public String inputName(int index) {
        return whole.inputName(index);
    }
}
