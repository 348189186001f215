package dev.evenkeel.spark.training;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;

/** Examples that do not all count alike. */
record Weighted(Dataset data, float[] weights) implements Dataset {
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
        batch.weights()[row] = weights[index];
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
