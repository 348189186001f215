package dev.evenkeel.spark.training;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.spark.spill.RowStore;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * Encoded rows with a target each.
 *
 * @param inputNames of the values, for messages; none where they have no names but their places
 */
record EncodedExamples(RowStore inputs, float[] targets, Target target, List<String> inputNames) implements Dataset {
    EncodedExamples {
        inputNames = List.copyOf(inputNames);
    }

    @Override
    public int size() {
        return targets.length;
    }

    @Override
    public Shape inputShape() {
        return Shape.of(inputs.width());
    }

    @Override
    public void read(int index, Batch batch, int row) {
        inputs.read(index, batch.inputs(), batch.inputOffset(row));
        batch.targets()[batch.targetOffset(row)] = targets[index];
    }

    @Override
    public String name() {
        return Examples.NAME;
    }

    @Override
    public String exampleName(int index) {
        return "row " + (index + 1);
    }

    @Override
    public String inputName(int index) {
        return inputNames.isEmpty() ? Dataset.super.inputName(index) : "column '" + inputNames.get(index) + "'";
    }

    @Override
    public String toString() {
        return describe();
    }
}
