package dev.evenkeel.lab.training;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.relu;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Expectation;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Block.Axis;
import dev.evenkeel.layer.Part;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.BatchNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which order with dropout? Four hidden layers of 100, with ReLU, dropout, BatchNorm in this order in each of them, or
 * dropout once, after the last BatchNorm. A unit's variance in inference is gathered over the training examples with dropout off, each
 * layer after those before it; the median over a BatchNorm's units of its ratio to the running variance is 1 where training and
 * inference agree. It is measured with the weights as drawn and after training, each time after 100 batches that only the running
 * statistics follow, so that none are left of other weights.
 *
 * <p>Dropout alone makes it {@code keep v / (v + (1 - keep) m^2)}, m and v the unit's mean and variance in inference, whatever the
 * distribution, and so never more than keep; for a ReLU of a standard Gaussian {@code keep (pi - 1) / (pi - keep)}.
 */
final class DropoutExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final int HIDDEN = 4;
    private static final int BATCH = 64;
    private static final int GATHERED = 100;
    private static final List<Double> KEEP = List.of(0.5, 0.7, 0.9);
    private static final List<Expectation> DRAWN =
            KEEP.stream().map(DropoutExperiment::drawn).toList();
    private static final List<Expectation> FIRST =
            KEEP.stream().map(DropoutExperiment::first).toList();
    private static final Expectation LATER = Expectation.above(
            0.5,
            "later-0.5",
            "after training, the BatchNorms behind the first, keep 0.5: the ratio is more than 0.5, so dropout in the layers"
                    + " before matters too",
            "first sessions of ours, no publication that we know");
    private static final Expectation RATIO_AFTER = Expectation.within(
            0.05,
            1,
            "ratio-after",
            "after training, with dropout after the last BatchNorm, keep 0.5, the ratio of variances is 1 within 0.05",
            "no BatchNorm reads what dropout changed: Li et al. 2019");
    private static final Expectation ACCURACY = Expectation.above(
            0.02,
            "accuracy",
            "at keep 0.5 dropout after the last BatchNorm is more accurate than before each by more than 0.02",
            "Li et al. 2019: variance shift costs accuracy");
    private static final Expectation RECALIBRATED = Expectation.above(
            0.02,
            "recalibrated",
            "it still is when the statistics of the latter are recalibrated with dropout off",
            "Li et al. 2019 gain only part of it back so");

    private enum Place {
        BEFORE("before each BatchNorm"),
        AFTER("after the last");

        final String words;

        Place(String words) {
            this.words = words;
        }
    }

    private record Setting(Place place, double keep) {}

    /** What dropout did to each BatchNorm as drawn and as trained, and test accuracy as trained and recalibrated. */
    private record Result(List<Shift> drawn, List<Shift> trained, double accuracy, double recalibrated) {
        double allDrawn() {
            return mean(drawn);
        }

        double allTrained() {
            return mean(trained);
        }

        double first() {
            return trained.get(0).ratio();
        }

        double firstOverLaw() {
            return trained.get(0).overLaw();
        }

        double later() {
            return mean(trained.subList(1, trained.size()));
        }

        private static double mean(List<Shift> shifts) {
            return shifts.stream().mapToDouble(Shift::ratio).average().orElseThrow();
        }
    }

    /** Medians over units: the variance in inference over the running one, and that over what dropout alone makes of it. */
    private record Shift(double ratio, double overLaw) {
        /** Of the units whose variance is not 0, as that of a ReLU that is never open. */
        static Shift of(double keep, float[] running, float[] mean, float[] variance) {
            int[] alive = IntStream.range(0, running.length)
                    .filter(unit -> running[unit] > 1e-6f && variance[unit] > 1e-6f)
                    .toArray();
            double[] ratios = Arrays.stream(alive)
                    .mapToDouble(unit -> (double) variance[unit] / running[unit])
                    .toArray();
            double[] overLaw = IntStream.range(0, alive.length)
                    .mapToDouble(at -> ratios[at] / law(keep, mean[alive[at]], variance[alive[at]]))
                    .toArray();
            return new Shift(Estimate.of(ratios).median(), Estimate.of(overLaw).median());
        }
    }

    private static Expectation drawn(double keep) {
        return Expectation.within(
                0.05,
                varianceRatio(keep),
                "drawn-" + keep,
                String.format(
                        Locale.ROOT,
                        "as drawn, with dropout before each BatchNorm, keep %.1f, the ratio of variances is %.3f within 0.05",
                        keep,
                        varianceRatio(keep)),
                "keep (pi - 1) / (pi - keep) for a ReLU of standard Gaussians; direction: Li et al. 2019");
    }

    private static Expectation first(double keep) {
        return Expectation.within(
                0.05,
                1,
                "first-" + keep,
                String.format(
                        Locale.ROOT,
                        "after training, the first BatchNorm, keep %.1f: the ratio over keep v / (v + (1 - keep) m^2) is 1"
                                + " within 0.05",
                        keep),
                "the variance of a product with an independent mask");
    }

    /** {@code Var(x) / Var(x mask / keep) = keep v / (v + (1 - keep) m^2)} for x of mean m and variance v. */
    static double law(double keep, double mean, double variance) {
        return keep * variance / (variance + (1 - keep) * mean * mean);
    }

    /** {@code keep (pi - 1) / (pi - keep)}: that of {@code relu(z)} for standard Gaussian z. */
    static double varianceRatio(double keep) {
        return keep * (Math.PI - 1) / (Math.PI - keep);
    }

    @Override
    public String name() {
        return "dropout";
    }

    @Override
    public String question() {
        return "which order with dropout?";
    }

    @Override
    public List<Claim> claims() {
        return Stream.of(DRAWN, FIRST, List.of(LATER, RATIO_AFTER, ACCURACY, RECALIBRATED))
                .flatMap(List::stream)
                .map(Expectation::claim)
                .toList();
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        int epochs = laboratory.size() == Size.QUICK ? 4 : 8;
        List<Setting> settings = Arrays.stream(Place.values())
                .flatMap(place -> KEEP.stream().map(keep -> new Setting(place, keep)))
                .toList();
        Trials<Setting, Result> trials = Trials.run(
                laboratory,
                name(),
                settings,
                examples.seeds(),
                (setting, seed) -> result(examples, setting, epochs, seed));
        Setting before = new Setting(Place.BEFORE, 0.5);
        Setting after = new Setting(Place.AFTER, 0.5);
        List<Judgement> judgements = new ArrayList<>();
        for (int index = 0; index < KEEP.size(); index++) {
            Setting setting = new Setting(Place.BEFORE, KEEP.get(index));
            judgements.add(DRAWN.get(index).judge(trials.estimate(setting, Result::allDrawn)));
        }
        for (int index = 0; index < KEEP.size(); index++) {
            Setting setting = new Setting(Place.BEFORE, KEEP.get(index));
            judgements.add(FIRST.get(index).judge(trials.estimate(setting, Result::firstOverLaw)));
        }
        judgements.add(LATER.judge(trials.estimate(before, Result::later)));
        judgements.add(RATIO_AFTER.judge(trials.estimate(after, Result::allTrained)));
        judgements.add(ACCURACY.judge(trials.difference(after, before, Result::accuracy)));
        judgements.add(RECALIBRATED.judge(trials.difference(after, before, Result::recalibrated)));
        return new Findings(judgements, List.of(chart(trials), table(trials, settings)));
    }

    private static Result result(Examples examples, Setting setting, int epochs, long seed) {
        Network network = network(examples, setting);
        Model drawn = learned(network, examples, 0, seed);
        Model trained = learned(network, examples, epochs, seed);
        Model recalibrated = trained.recalibrate(examples.training());
        return new Result(
                shifts(drawn, drawn.recalibrate(examples.training()), setting),
                shifts(trained, recalibrated, setting),
                Learner.accuracy(trained, examples.test()),
                Learner.accuracy(recalibrated, examples.test()));
    }

    private static Model learned(Network network, Examples examples, int epochs, long seed) {
        Learner learner = new Learner(network, examples.training(), BATCH, 0.2, seed);
        learner.learn(examples.order(epochs * examples.training().size(), seed));
        learner.gather(examples.order(GATHERED * BATCH, seed + 1));
        return learner.model();
    }

    private static Network network(Examples examples, Setting setting) {
        Part drop = dropout(1 - setting.keep());
        List<Part> parts = new ArrayList<>(List.of(flatten()));
        for (int hidden = 0; hidden < HIDDEN; hidden++) {
            parts.add(Networks.linear(Networks.WIDTH));
            parts.add(relu());
            if (setting.place() == Place.BEFORE) {
                parts.add(drop);
            }
            parts.add(batchNorm());
        }
        if (setting.place() == Place.AFTER) {
            parts.add(drop);
        }
        parts.add(Networks.linear(examples.classes()));
        return Network.of(examples.input(), parts);
    }

    private static List<Shift> shifts(Model model, Model recalibrated, Setting setting) {
        double keep = setting.place() == Place.BEFORE ? setting.keep() : 1;
        return model.network().nodes().stream()
                .filter(node -> node.layer() instanceof BatchNorm)
                .map(Node::name)
                .map(name -> Shift.of(
                        keep,
                        model.tensor(name + ".running_var").toArray(),
                        recalibrated.tensor(name + ".running_mean").toArray(),
                        recalibrated.tensor(name + ".running_var").toArray()))
                .toList();
    }

    private static Block chart(Trials<Setting, Result> trials) {
        List<Block.Series> series = new ArrayList<>();
        List<Setting> before =
                KEEP.stream().map(keep -> new Setting(Place.BEFORE, keep)).toList();
        List<Setting> after =
                KEEP.stream().map(keep -> new Setting(Place.AFTER, keep)).toList();
        series.add(trials.series("before each, as drawn", KEEP, before, Result::allDrawn));
        series.add(trials.series("before each, trained, first BatchNorm", KEEP, before, Result::first));
        series.add(trials.series("before each, trained, the others", KEEP, before, Result::later));
        series.add(trials.series("after the last, trained", KEEP, after, Result::allTrained));
        series.add(new Block.Series(
                "formula",
                KEEP,
                KEEP.stream().map(DropoutExperiment::varianceRatio).toList()));
        return new Block.Lines(
                "Variance in inference over running variance", Axis.linear("share kept"), Axis.linear("ratio"), series);
    }

    private static Block table(Trials<Setting, Result> trials, List<Setting> settings) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : settings) {
            String place = setting.place().words;
            String keep = Double.toString(setting.keep());
            for (int norm = 0; norm < HIDDEN; norm++) {
                int at = norm;
                String which = "ratio of variances, BatchNorm " + (norm + 1);
                rows.add(trials.estimate(
                                setting, result -> result.drawn().get(at).ratio())
                        .row(place, keep, which + ", as drawn"));
                rows.add(trials.estimate(
                                setting, result -> result.trained().get(at).ratio())
                        .row(place, keep, which + ", trained"));
                if (setting.place() == Place.BEFORE) {
                    rows.add(trials.estimate(
                                    setting, result -> result.trained().get(at).overLaw())
                            .row(place, keep, which + ", trained, over keep v / (v + (1 - keep) m^2)"));
                }
            }
            rows.add(trials.estimate(setting, Result::accuracy).row(place, keep, "accuracy"));
            rows.add(trials.estimate(setting, Result::recalibrated).row(place, keep, "accuracy, recalibrated"));
        }
        return new Block.Table("What dropout does", Estimate.columns("dropout", "keep", "measure"), rows);
    }
}
