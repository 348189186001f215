package dev.evenkeel.lab.training;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
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
import dev.evenkeel.layer.Layer;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.metric.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which statistics should a model ship? Two hidden layers of 100 with BatchNorm and ReLU, tested with the running averages
 * of training, with the population's statistics while dropout drops, and with those while it is off: on the examples as they
 * are, on examples of which each is multiplied by {@code exp(2 g)} for a Gaussian g, and with dropout of 0.3 before each
 * linear layer but the first.
 */
final class PopulationExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final float DROPPED = 0.3f;
    private static final String PRECISE = "Wu and Johnson 2021, arXiv 2105.07576";
    private static final Expectation TAILS = Expectation.above(
            0,
            "tails",
            "where few examples are much larger than the others the population's statistics lower the log loss",
            PRECISE + "; the last batches of an exponential average rarely hold such examples in their right share");
    private static final Expectation TYPICAL = Expectation.within(
            0.02, 0, "typical", "on examples that are alike they change the log loss by less than 0.02", PRECISE);
    private static final Expectation DROPOUT = Expectation.above(
            0,
            "dropout",
            "behind dropout those gathered while it is off raise the log loss above those gathered while it drops",
            "what is divided by a smaller deviation than in training comes out larger than what was learnt: Li et al. 2018,"
                    + " arXiv 1801.05134");

    private enum Setting {
        TYPICAL("as they are"),
        TAILS("times exp(2 g)"),
        DROPOUT("dropout of 0.3");

        final String words;

        Setting(String words) {
            this.words = words;
        }
    }

    /** Examples each multiplied by a log-normal number of its own. */
    private record Scaled(Dataset whole, String part) implements Dataset {
        @Override
        public int size() {
            return whole.size();
        }

        @Override
        public Shape inputShape() {
            return whole.inputShape();
        }

        @Override
        public Target target() {
            return whole.target();
        }

        @Override
        public void read(int index, Batch batch, int row) {
            whole.read(index, batch, row);
            float factor =
                    (float) StrictMath.exp(2 * Randomness.of(0, part, index).nextGaussian());
            int from = batch.inputOffset(row);
            for (int place = from; place < from + inputShape().size(); place++) {
                batch.inputs()[place] *= factor;
            }
        }
    }

    /** Log loss on test examples with each kind of statistics. */
    private record Result(double running, double kept, double off) {
        double gain() {
            return running - kept;
        }

        double cost() {
            return off - kept;
        }
    }

    @Override
    public String name() {
        return "population";
    }

    @Override
    public String question() {
        return "which statistics should a model ship?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(TAILS, TYPICAL, DROPOUT);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        int epochs = laboratory.size() == Size.QUICK ? 4 : 8;
        List<Setting> settings = Arrays.asList(Setting.values());
        Trials<Setting, Result> trials = Trials.run(
                laboratory,
                name(),
                settings,
                examples.seeds(),
                (setting, seed) -> result(examples, setting, epochs, seed));
        List<List<String>> rows = new ArrayList<>();
        List<Block.Bar> bars = new ArrayList<>();
        for (Setting setting : settings) {
            Estimate running = trials.estimate(setting, Result::running);
            Estimate kept = trials.estimate(setting, Result::kept);
            bars.add(running.bar(setting.words + ", running"));
            bars.add(kept.bar(setting.words + ", population"));
            rows.add(running.row(setting.words, "running averages"));
            rows.add(kept.row(setting.words, "population, dropout kept"));
            rows.add(trials.estimate(setting, Result::off).row(setting.words, "population, dropout off"));
            rows.add(trials.estimate(setting, Result::gain).row(setting.words, "running less population"));
        }
        return new Findings(
                List.of(
                        TAILS.judge(trials.estimate(Setting.TAILS, Result::gain)),
                        TYPICAL.judge(trials.estimate(Setting.TYPICAL, Result::gain)),
                        DROPOUT.judge(trials.estimate(Setting.DROPOUT, Result::cost))),
                List.of(
                        new Block.Bars("Log loss on test examples", Axis.linear("log loss"), bars),
                        new Block.Table(
                                "Log loss on test examples", Estimate.columns("examples", "statistics"), rows)));
    }

    private static Result result(Examples examples, Setting setting, int epochs, long seed) {
        boolean scaled = setting == Setting.TAILS;
        Dataset training = scaled ? new Scaled(examples.training(), "training") : examples.training();
        Dataset test = scaled ? new Scaled(examples.test(), "test") : examples.test();
        Learner learner = new Learner(network(examples, setting), training, 64, 0.1, seed);
        learner.learn(examples.order(epochs * training.size(), seed));
        Model trained = learner.model();
        return new Result(
                logLoss(trained, test),
                logLoss(trained.recalibrate(training, Pooling.standard().keepingDropout(seed)), test),
                logLoss(trained.recalibrate(training), test));
    }

    private static Network network(Examples examples, Setting setting) {
        if (setting != Setting.DROPOUT) {
            return Networks.hidden(examples, 2, Configuration.BATCH_NORM);
        }
        List<Layer> block =
                List.of(Networks.linear(Networks.WIDTH), Layers.batchNorm(), Layers.relu(), Layers.dropout(DROPPED));
        return Networks.stack(examples, 2, block);
    }

    private static double logLoss(Model model, Dataset test) {
        return Evaluation.of(model.freezeUnfolded(), test, List.of(Metrics.logLoss())).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
