package dev.evenkeel.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.LocalWorkers;
import dev.evenkeel.worker.Workers;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Runs of several workers, and what they learn from. */
final class Together {
    static final Shape ROW = Shape.of(7);
    static final Shape IMAGE = Shape.of(6, 6, 3);

    private Together() {}

    static Trainer trainer(Network network) {
        return Trainer.of(network)
                .batchSize(48)
                .epochs(3)
                .optimizer(Optimizers.sgd(0.02).momentum(0.5))
                .threads(1);
    }

    static List<Model> together(Trainer trainer, Dataset data, List<Integer> sizes, BatchStatistics statistics) {
        return LocalWorkers.run(
                sizes.size(), workers -> trainer.workers(workers, statistics).fit(part(data, sizes, workers)));
    }

    static Dataset part(Dataset data, List<Integer> sizes, Workers workers) {
        int first = sizes.subList(0, workers.rank()).stream()
                .mapToInt(Integer::intValue)
                .sum();
        return data.select(
                IntStream.range(first, first + sizes.get(workers.rank())).toArray());
    }

    static void assertSame(List<Model> models) {
        for (Model model : models) {
            assertThat(model.tensors()).isEqualTo(models.get(0).tensors());
            assertThat(model.provenance()).isEqualTo(models.get(0).provenance());
            assertThat(model.statistics()).isEqualTo(models.get(0).statistics());
        }
    }

    static void assertNear(Model one, Model other, double tolerance) {
        for (Map.Entry<String, Tensor> tensor : other.tensors().entrySet()) {
            float[] values = one.tensor(tensor.getKey()).toArray();
            float[] expected = tensor.getValue().toArray();
            for (int index = 0; index < values.length; index++) {
                assertThat((double) values[index])
                        .as(tensor.getKey() + " " + index)
                        .isCloseTo(expected[index], within(tolerance * Math.max(1, Math.abs(expected[index]))));
            }
        }
    }

    static Dataset data(Shape shape, int examples) {
        Randomness randomness = Randomness.of(examples, "data");
        float[][] inputs = new float[examples][shape.size()];
        int[] classes = new int[examples];
        for (int example = 0; example < examples; example++) {
            classes[example] = example * 3 / examples;
            for (int index = 0; index < inputs[example].length; index++) {
                inputs[example][index] = (float) (randomness.nextGaussian() + 0.5 * classes[example] * (index % 2));
            }
        }
        return Datasets.of(shape, inputs, classes, Target.classes(3));
    }

    static Dataset numbers(int examples) {
        float[][] inputs = new float[examples][];
        float[][] targets = new float[examples][1];
        Randomness randomness = Randomness.of(examples, "numbers");
        for (int example = 0; example < examples; example++) {
            inputs[example] = new float[ROW.size()];
            for (int index = 0; index < ROW.size(); index++) {
                inputs[example][index] = (float) randomness.nextGaussian();
                targets[example][0] += 40 * inputs[example][index];
            }
        }
        return Datasets.of(ROW, inputs, targets);
    }

    static Dataset withNaN(Dataset data, int place) {
        return new NotFinite(data, place);
    }

    private record NotFinite(Dataset data, int place) implements Dataset {
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
        public void read(int index, dev.evenkeel.dataset.Batch batch, int row) {
            data.read(index, batch, row);
            if (index == place) {
                batch.inputs()[batch.inputOffset(row)] = Float.NaN;
            }
        }
    }
}
