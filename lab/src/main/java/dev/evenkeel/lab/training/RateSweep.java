package dev.evenkeel.lab.training;

import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.network.Network;
import java.util.Collections;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

/**
 * Test accuracy of a network of batches of 64 after 400 steps, in quick form 100, at rates {@code 2^-8} to {@code 2^3}, in
 * quick form every other. A training that diverged counts as accuracy 0. A learning rate is good within 0.03 of the best accuracy.
 */
record RateSweep(List<Integer> exponents, List<Double> accuracies) {
    private static final int BATCH = 64;
    private static final double GOOD = 0.03;

    static RateSweep of(Laboratory laboratory, Examples examples, Network network, long seed) {
        int steps = laboratory.size() == Size.QUICK ? 100 : 400;
        int[] order = examples.order(steps * BATCH, seed);
        List<Integer> exponents = exponents(laboratory);
        return new RateSweep(
                exponents,
                exponents.stream()
                        .map(exponent -> {
                            Learner learner =
                                    new Learner(network, examples.training(), BATCH, Math.pow(2, exponent), seed);
                            learner.learn(order);
                            return learner.accuracy(examples.test());
                        })
                        .toList());
    }

    static List<Integer> exponents(Laboratory laboratory) {
        int octaves = laboratory.size() == Size.QUICK ? 2 : 1;
        return IntStream.rangeClosed(-8, 3)
                .filter(power -> power % octaves == 0)
                .boxed()
                .toList();
    }

    /** Of a setting's trials, the median accuracy at each learning rate. */
    static <S> List<Double> medians(Trials<S, RateSweep> trials, S setting) {
        int rates = trials.of(setting).get(0).exponents().size();
        return IntStream.range(0, rates)
                .mapToObj(at -> trials.estimate(
                                setting, sweep -> sweep.accuracies().get(at))
                        .median())
                .toList();
    }

    double best() {
        return Collections.max(accuracies);
    }

    /** Octaves from the lowest to the highest good learning rate. */
    double span() {
        int[] good = exponents(accuracy -> accuracy >= best() - GOOD);
        return good[good.length - 1] - good[0];
    }

    /** The exponent of the highest learning rate that did not diverge; one below the lowest if all did. */
    double highest() {
        int[] finite = exponents(accuracy -> accuracy > 0);
        return finite.length == 0 ? exponents.get(0) - 1 : finite[finite.length - 1];
    }

    private int[] exponents(DoublePredicate chosen) {
        return IntStream.range(0, accuracies.size())
                .filter(index -> chosen.test(accuracies.get(index)))
                .map(exponents::get)
                .toArray();
    }
}
