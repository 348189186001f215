package dev.evenkeel.lab.training;

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
import dev.evenkeel.network.Network;
import java.util.List;

/**
 * How small may a batch be? Four hidden layers of 100 with ReLU, learning rate {@code 0.2 * batch / 64}, as many examples for each
 * batch size; test accuracy.
 */
final class BatchExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final Expectation SMALL = Expectation.above(
            0.3,
            "batch-2",
            "in batches of 2 LayerNorm is more accurate than BatchNorm by more than 0.3",
            "2 values normalise to -1 and +1 whatever they were; direction: Wu and He 2018");
    private static final Expectation LARGE = Expectation.above(
            -0.02,
            "batch-64",
            "in batches of 64 BatchNorm is less accurate than LayerNorm by less than 0.02, or more accurate",
            "Ba, Kiros and Hinton 2016: LayerNorm does not outdo BatchNorm where batches are large");
    private static final Expectation RENORM = Expectation.above(
            0,
            "renorm-2",
            "in batches of 2 BatchRenorm is more accurate than BatchNorm",
            "Ioffe 2017: it was made for small batches");

    private static final List<Configuration> ARMS = List.of(
            Configuration.NONE,
            Configuration.BATCH_NORM,
            Configuration.BATCH_RENORM,
            Configuration.LAYER_NORM,
            Configuration.GROUP_NORM);

    private record Setting(Configuration configuration, int batchSize) {}

    @Override
    public String name() {
        return "batch";
    }

    @Override
    public String question() {
        return "how small may a batch be?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(SMALL, LARGE, RENORM);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        List<Integer> sizes = laboratory.size() == Size.QUICK ? List.of(2, 8, 64) : List.of(2, 4, 8, 16, 64);
        int epochs = laboratory.size() == Size.QUICK ? 3 : 5;
        List<Setting> settings = ARMS.stream()
                .flatMap(configuration -> sizes.stream().map(size -> new Setting(configuration, size)))
                .toList();
        Trials<Setting, Double> accuracy = Trials.run(
                laboratory,
                name(),
                settings,
                examples.seeds(),
                (setting, seed) -> accuracy(examples, setting, epochs, seed));
        return new Findings(
                List.of(
                        SMALL.judge(difference(accuracy, Configuration.LAYER_NORM, Configuration.BATCH_NORM, 2)),
                        LARGE.judge(difference(accuracy, Configuration.BATCH_NORM, Configuration.LAYER_NORM, 64)),
                        RENORM.judge(difference(accuracy, Configuration.BATCH_RENORM, Configuration.BATCH_NORM, 2))),
                List.of(chart(accuracy, sizes), table(accuracy, settings)));
    }

    private static double accuracy(Examples examples, Setting setting, int epochs, long seed) {
        Network network = Networks.hidden(examples, 4, setting.configuration());
        double learningRate = 0.2 * setting.batchSize() / 64;
        Learner learner = new Learner(network, examples.training(), setting.batchSize(), learningRate, seed);
        learner.learn(examples.order(epochs * examples.training().size(), seed));
        return learner.accuracy(examples.test());
    }

    private static Estimate difference(
            Trials<Setting, Double> accuracy, Configuration better, Configuration worse, int batchSize) {
        return accuracy.difference(new Setting(better, batchSize), new Setting(worse, batchSize), Double::doubleValue);
    }

    private static Block chart(Trials<Setting, Double> accuracy, List<Integer> sizes) {
        List<Double> x = sizes.stream().map(Integer::doubleValue).toList();
        return new Block.Lines(
                "Test accuracy by batch size",
                Axis.logarithmic("examples per batch"),
                Axis.linear("test accuracy"),
                ARMS.stream()
                        .map(configuration -> accuracy.series(
                                configuration.name(),
                                x,
                                sizes.stream()
                                        .map(size -> new Setting(configuration, size))
                                        .toList(),
                                Double::doubleValue))
                        .toList());
    }

    private static Block table(Trials<Setting, Double> accuracy, List<Setting> settings) {
        return new Block.Table(
                "Test accuracy",
                Estimate.columns("normalization", "batch"),
                settings.stream()
                        .map(setting -> accuracy.estimate(setting, Double::doubleValue)
                                .row(setting.configuration().name(), Integer.toString(setting.batchSize())))
                        .toList());
    }
}
