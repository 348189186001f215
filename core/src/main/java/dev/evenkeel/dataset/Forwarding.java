package dev.evenkeel.dataset;

import dev.evenkeel.tensor.Shape;

/** The examples of another dataset, all of which it tells as that does: for those that differ in one thing. */
abstract class Forwarding implements Dataset {
    private final Dataset data;

    Forwarding(Dataset data) {
        this.data = data;
    }

    @Override
    public int size() {
        return data.size();
    }

    @Override
    public Shape inputShape() {
        return data.inputShape();
    }

    @Override
    public Target target() {
        return data.target();
    }

    @Override
    public void read(int index, Batch batch, int row) {
        data.read(index, batch, row);
    }

    @Override
    public String name() {
        return data.name();
    }

    @Override
    public String exampleName(int index) {
        return data.exampleName(index);
    }

    @Override
    public String inputName(int index) {
        return data.inputName(index);
    }

    @Override
    public String toString() {
        return describe();
    }
}
