package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.spark.rows.RowReader;
import dev.evenkeel.spark.rows.VectorFeatures;
import dev.evenkeel.spark.spill.RowStore;
import dev.evenkeel.worker.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** A column of vectors or arrays. */
record LearntVectors(VectorFeatures features) implements LearntColumns {
    @Override
    public List<String> names() {
        return List.of(features.column());
    }

    @Override
    public Collector collector() {
        return new Vectors();
    }

    private final class Vectors implements Collector {
        private @Nullable RowReader reader;
        private @Nullable RowStore inputs;
        private float[] input = new float[0];

        @Override
        public void add(Row row) {
            RowReader known = reader;
            RowStore store = inputs;
            if (known == null || store == null) {
                int width = features.size(row)
                        .orElseThrow(() -> new EvenkeelException("column '" + features.column() + "' is null"));
                if (width == 0) {
                    throw new EvenkeelException("column '" + features.column() + "' has a vector without values");
                }
                known = features.reader(Optional.empty(), width);
                store = RowStore.ofTask(width);
                reader = known;
                inputs = store;
                input = new float[width];
            }
            Map<Integer, String> problems = known.read(List.of(row), input);
            if (!problems.isEmpty()) {
                throw new EvenkeelException(String.join(", ", problems.values()));
            }
            store.add(input);
        }

        @Override
        public Examples examples(Labels labels, ExampleMarks marks, Workers workers) {
            int width = width(workers);
            int[] training = marks.training();
            int[] held = marks.validation();
            Dataset all = new EncodedExamples(
                    inputs == null ? RowStore.inMemory(width) : inputs, labels.targets(), labels.target(), List.of());
            return Examples.of(
                            Optional.empty(),
                            training.length == all.size() ? all : all.select(training),
                            held.length == 0 && !(workers.several() && marks.holdOut())
                                    ? Optional.empty()
                                    : Optional.of(all.select(held)))
                    .weighted(marks);
        }

        /** A worker without rows learns from the others how long vectors are. */
        private int width(Workers workers) {
            double[] widths = new double[workers.count()];
            workers.gather(new double[] {input.length}, widths);
            double largest = Arrays.stream(widths).max().orElse(0);
            for (double other : widths) {
                if (other > 0 && other != largest) {
                    throw new EvenkeelException("column '" + features.column() + "' has vectors of " + (int) other
                            + " and of " + (int) largest + " values. Give all rows the same features");
                }
            }
            return (int) largest;
        }
    }
}
