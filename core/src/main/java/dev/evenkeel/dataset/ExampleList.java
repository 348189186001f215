package dev.evenkeel.dataset;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Checked examples in memory. */
record ExampleList(Shape inputShape, Target target, List<Example> examples) implements Dataset {
    static ExampleList of(Shape input, Target target, Iterable<Example> source) {
        List<Example> examples = new ArrayList<>();
        for (Example example : source) {
            check(input, target, example, examples.size());
            examples.add(example);
        }
        return new ExampleList(input, target, List.copyOf(examples));
    }

    private static void check(Shape input, Target target, Example example, int index) {
        if (example.input().length != input.size()) {
            throw new EvenkeelException("Example " + index + " has " + example.input().length
                    + " input values, but shape " + input + " needs " + input.size());
        }
        if (example.target().length != target.size()) {
            throw new EvenkeelException("Example " + index + " has " + example.target().length + " target values, but "
                    + target.size() + " are needed");
        }
        if (target instanceof Target.Classes classes) {
            float value = example.target()[0];
            if (!(value >= 0 && value < classes.count() && value == (int) value)) {
                throw new EvenkeelException("Example " + index + " has class " + value + ", but classes go from 0 to "
                        + (classes.count() - 1));
            }
        }
        if (!(example.weight() >= 0 && Float.isFinite(example.weight()))) {
            throw new EvenkeelException(
                    "Example " + index + " has weight " + example.weight() + ", but a finite weight >= 0 is needed");
        }
        if (example.length() < 1) {
            throw new EvenkeelException(
                    "Example " + index + " has " + example.length() + " real positions, but 1 or more are needed");
        }
    }

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public void read(int index, Batch batch, int row) {
        Example example = examples.get(index);
        System.arraycopy(example.input(), 0, batch.inputs(), batch.inputOffset(row), example.input().length);
        System.arraycopy(example.target(), 0, batch.targets(), batch.targetOffset(row), example.target().length);
        batch.weights()[row] = example.weight();
        if (example.length() < batch.mask().positions()) {
            batch.mask().truncate(row, example.length());
        }
    }

    @Override
    public String toString() {
        return describe();
    }
}
