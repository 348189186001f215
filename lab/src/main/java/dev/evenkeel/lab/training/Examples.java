package dev.evenkeel.lab.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What all arms of an experiment learn from and are tested on: up to 8,000 and 2,000 examples, in quick form 1,500 and
 * 500, drawn by the laboratory's seed; and the seeds that each arm is trained with.
 */
record Examples(Dataset training, Dataset test, int classes, List<Long> seeds) {
    private static final int TRAINED = 8_000;
    private static final int QUICK_TRAINED = 1_500;
    private static final int QUICK_SEEDS = 3;

    /** With {@code seeds} seeds, in quick form 3. */
    static Examples of(Laboratory laboratory, String experiment, int seeds) {
        return of(laboratory, experiment, seeds, QUICK_TRAINED);
    }

    /** As {@link #of}, with up to 8,000 training examples in quick form too. */
    static Examples many(Laboratory laboratory, String experiment, int seeds) {
        return of(laboratory, experiment, seeds, TRAINED);
    }

    private static Examples of(Laboratory laboratory, String experiment, int seeds, int quickTrained) {
        if (!(laboratory.training().target() instanceof Target.Classes target)) {
            throw new EvenkeelException(
                    "Experiment '" + experiment + "' needs classes to tell apart, but the targets of "
                            + laboratory.name() + " are values. Give it a set with classes, as digits");
        }
        boolean quick = laboratory.size() == Size.QUICK;
        return new Examples(
                some(laboratory, laboratory.training(), quick ? quickTrained : TRAINED),
                some(laboratory, laboratory.test(), quick ? 500 : 2_000),
                target.count(),
                LongStream.range(0, quick ? QUICK_SEEDS : seeds)
                        .mapToObj(index -> Randomness.key(laboratory.seed(), "trial", index))
                        .toList());
    }

    private static Dataset some(Laboratory laboratory, Dataset whole, int count) {
        int[] indices = IntStream.range(0, whole.size()).toArray();
        Randomness.of(laboratory.seed(), "examples").shuffle(indices);
        return whole.select(Arrays.copyOf(indices, Math.min(count, indices.length)));
    }

    Shape input() {
        return training.inputShape();
    }

    /** Indices of {@code count} training examples, each permutation of all after the other. */
    int[] order(int count, long seed) {
        int[] order = new int[count];
        int[] all = IntStream.range(0, training.size()).toArray();
        Randomness randomness = Randomness.of(seed, "order");
        for (int from = 0; from < count; from += all.length) {
            randomness.shuffle(all);
            System.arraycopy(all, 0, order, from, Math.min(all.length, count - from));
        }
        return order;
    }
}
