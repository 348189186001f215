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
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What if other data come in serving? Four hidden layers of 100 with BatchNorm and ReLU, tested on inputs {@code x},
 * {@code 0.4 x + 0.3} and {@code x + noise} of deviation 0.5, as trained and with the statistics of training examples that
 * were changed likewise.
 */
final class DomainExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final Expectation FADED = Expectation.above(
            0.4,
            "faded",
            "on inputs 0.4 x + 0.3 recalibration gains more than 0.4 of accuracy",
            "statistics of the new domain undo an affine change: Li et al. 2016 (AdaBN); the size is ours");
    private static final Expectation NOISY =
            Expectation.above(0, "noisy", "on noisy inputs recalibration gains accuracy", "Schneider et al. 2020");

    private enum Domain {
        SAME("as in training"),
        FADED("0.4 x + 0.3"),
        NOISY("noise of 0.5");

        final String words;

        Domain(String words) {
            this.words = words;
        }

        float change(float value, Randomness randomness) {
            return switch (this) {
                case SAME -> value;
                case FADED -> 0.4f * value + 0.3f;
                case NOISY -> (float) (value + 0.5 * randomness.nextGaussian());
            };
        }
    }

    /** Examples from another domain. */
    private record Changed(Dataset whole, Domain domain, String part) implements Dataset {
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
            Randomness randomness = Randomness.of(0, part, index);
            int from = batch.inputOffset(row);
            for (int place = from; place < from + inputShape().size(); place++) {
                batch.inputs()[place] = domain.change(batch.inputs()[place], randomness);
            }
        }
    }

    private record Result(double asTrained, double recalibrated) {
        double gain() {
            return recalibrated - asTrained;
        }
    }

    @Override
    public String name() {
        return "domain";
    }

    @Override
    public String question() {
        return "what if other data come in serving?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(FADED, NOISY);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        int epochs = laboratory.size() == Size.QUICK ? 4 : 8;
        List<Domain> domains = Arrays.asList(Domain.values());
        Trials<Domain, Result> trials = Trials.run(
                laboratory,
                name(),
                domains,
                examples.seeds(),
                (domain, seed) -> result(examples, domain, epochs, seed));
        List<List<String>> rows = new ArrayList<>();
        List<Block.Bar> bars = new ArrayList<>();
        for (Domain domain : domains) {
            Estimate asTrained = trials.estimate(domain, Result::asTrained);
            Estimate recalibrated = trials.estimate(domain, Result::recalibrated);
            bars.add(asTrained.bar(domain.words));
            bars.add(recalibrated.bar(domain.words + ", recalibrated"));
            rows.add(asTrained.row(domain.words, "as trained"));
            rows.add(recalibrated.row(domain.words, "recalibrated"));
            rows.add(trials.estimate(domain, Result::gain).row(domain.words, "gain"));
        }
        return new Findings(
                List.of(
                        FADED.judge(trials.estimate(Domain.FADED, Result::gain)),
                        NOISY.judge(trials.estimate(Domain.NOISY, Result::gain))),
                List.of(
                        new Block.Bars("Test accuracy by domain", Axis.linear("test accuracy"), bars),
                        new Block.Table("Test accuracy by domain", Estimate.columns("inputs", "statistics"), rows)));
    }

    private static Result result(Examples examples, Domain domain, int epochs, long seed) {
        Learner learner =
                new Learner(Networks.hidden(examples, 4, Configuration.BATCH_NORM), examples.training(), 64, 0.2, seed);
        learner.learn(examples.order(epochs * examples.training().size(), seed));
        Model trained = learner.model();
        Model recalibrated = trained.recalibrate(new Changed(examples.training(), domain, "training"));
        Dataset test = new Changed(examples.test(), domain, "test");
        return new Result(Learner.accuracy(trained, test), Learner.accuracy(recalibrated, test));
    }
}
