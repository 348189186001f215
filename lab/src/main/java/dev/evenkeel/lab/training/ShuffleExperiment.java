package dev.evenkeel.lab.training;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Expectation;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Block.Axis;
import dev.evenkeel.tensor.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What if batches are not alike? Four hidden layers of 100 with ReLU, batches of 32, learning rate 0.1; test accuracy after batches
 * of all classes and after batches of two classes each.
 */
final class ShuffleExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final int BATCH = 32;
    private static final Expectation BATCH_NORM = Expectation.above(
            0.03,
            "batch-norm",
            "two classes per batch cost BatchNorm more accuracy than LayerNorm, by more than 0.03",
            "statistics of two classes are not those of all; direction: Ioffe 2017, the size is ours");
    private static final Expectation BATCH_RENORM =
            Expectation.above(0, "batch-renorm", "BatchRenorm loses less by it than BatchNorm", "Ioffe 2017");
    private static final List<Configuration> ARMS =
            List.of(Configuration.BATCH_NORM, Configuration.BATCH_RENORM, Configuration.LAYER_NORM);

    /** Test accuracy after batches of all classes, and after batches of two. */
    private record Result(double all, double two) {
        double loss() {
            return all - two;
        }
    }

    @Override
    public String name() {
        return "shuffle";
    }

    @Override
    public String question() {
        return "what if batches are not alike?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(BATCH_NORM, BATCH_RENORM);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        int steps = laboratory.size() == Size.QUICK ? 300 : 2_000;
        List<List<Integer>> classes = classes(examples);
        Trials<Configuration, Result> trials = Trials.run(
                laboratory,
                name(),
                ARMS,
                examples.seeds(),
                (configuration, seed) -> new Result(
                        accuracy(examples, configuration, examples.order(steps * BATCH, seed), seed),
                        accuracy(examples, configuration, pairs(classes, steps, seed), seed)));
        List<List<String>> rows = new ArrayList<>();
        List<Block.Bar> bars = new ArrayList<>();
        for (Configuration configuration : ARMS) {
            Estimate all = trials.estimate(configuration, Result::all);
            Estimate two = trials.estimate(configuration, Result::two);
            bars.add(all.bar(configuration.name() + ", all classes"));
            bars.add(two.bar(configuration.name() + ", two classes"));
            rows.add(all.row(configuration.name(), "all classes"));
            rows.add(two.row(configuration.name(), "two classes"));
            rows.add(trials.estimate(configuration, Result::loss).row(configuration.name(), "loss"));
        }
        return new Findings(
                List.of(
                        BATCH_NORM.judge(
                                trials.difference(Configuration.BATCH_NORM, Configuration.LAYER_NORM, Result::loss)),
                        BATCH_RENORM.judge(
                                trials.difference(Configuration.BATCH_NORM, Configuration.BATCH_RENORM, Result::loss))),
                List.of(
                        new Block.Bars("Test accuracy by batches", Axis.linear("test accuracy"), bars),
                        new Block.Table(
                                "Test accuracy by batches", Estimate.columns("normalization", "batches"), rows)));
    }

    private static double accuracy(Examples examples, Configuration configuration, int[] order, long seed) {
        Learner learner =
                new Learner(Networks.hidden(examples, 4, configuration), examples.training(), BATCH, 0.1, seed);
        learner.learn(order);
        return learner.accuracy(examples.test());
    }

    /** The indices of each class that has examples. */
    private static List<List<Integer>> classes(Examples examples) {
        Dataset data = examples.training();
        Batch one = new Batch(1, data.inputShape(), data.target());
        List<List<Integer>> classes = new ArrayList<>();
        IntStream.range(0, examples.classes()).forEach(number -> classes.add(new ArrayList<>()));
        for (int index = 0; index < data.size(); index++) {
            data.read(index, one, 0);
            classes.get((int) one.targets()[0]).add(index);
        }
        classes.removeIf(List::isEmpty);
        return classes;
    }

    /** Batches of examples of two classes, drawn at random as their examples are. */
    private static int[] pairs(List<List<Integer>> classes, int steps, long seed) {
        Randomness randomness = Randomness.of(seed, "pairs");
        int[] numbers = IntStream.range(0, classes.size()).toArray();
        int[] order = new int[steps * BATCH];
        for (int place = 0; place < order.length; place++) {
            if (place % BATCH == 0) {
                randomness.shuffle(numbers);
            }
            List<Integer> drawn = classes.get(numbers[place % Math.min(2, numbers.length)]);
            order[place] = drawn.get(randomness.nextInt(drawn.size()));
        }
        return order;
    }
}
