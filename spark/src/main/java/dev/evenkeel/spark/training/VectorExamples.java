package dev.evenkeel.spark.training;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/** Vectors with a target each. */
record VectorExamples(String name, int width, List<float[]> inputs, float[] targets, Target target) implements Dataset {
    @Override
    public int size() {
        return targets.length;
    }

    @Override
    public Shape inputShape() {
        return Shape.of(width);
    }

    @Override
    public void read(int index, Batch batch, int row) {
        System.arraycopy(inputs.get(index), 0, batch.inputs(), batch.inputOffset(row), width);
        batch.targets()[batch.targetOffset(row)] = targets[index];
    }

    @Override
    public String exampleName(int index) {
        return "row " + (index + 1);
    }

    @Override
    public String toString() {
        return describe();
    }
}
