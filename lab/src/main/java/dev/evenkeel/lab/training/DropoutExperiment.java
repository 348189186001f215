package dev.evenkeel.lab.training;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.relu;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
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

/**
 * Which order with dropout? Four hidden layers of 100, with ReLU, dropout, BatchNorm in this order in each of them, or
 * dropout once, after the last BatchNorm. A unit's variance in inference is gathered with dropout off, each layer after
 * those before it; the median over all units of its ratio to the running variance is 1 where training and inference agree.
 * It is measured with the weights as drawn, which is what the formula is for, and after training.
 */
final class DropoutExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final int BATCH = 64;
    private static final int GATHERED = 100;
    private static final List<Double> KEEP = List.of(0.5, 0.7, 0.9);
    private static final List<Expectation> RATIOS =
            KEEP.stream().map(DropoutExperiment::ratioBefore).toList();
    private static final Expectation TRAINED = Expectation.within(
            0.05,
            varianceRatio(0.5),
            "ratio-trained",
            "after training it still is, at keep 0.5",
            "the same formula, though units are no longer independent nor Gaussian");
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

    /** The median ratio of variances as drawn and as trained, and test accuracy as trained and recalibrated. */
    private record Result(double drawn, double ratio, double accuracy, double recalibrated) {}

    private static Expectation ratioBefore(double keep) {
        return Expectation.within(
                0.05,
                varianceRatio(keep),
                "ratio-" + keep,
                String.format(
                        Locale.ROOT,
                        "as drawn, with dropout before BatchNorm, keep %.1f, the ratio of variances is %.3f within 0.05",
                        keep,
                        varianceRatio(keep)),
                "keep (pi - 1) / (pi - keep) for a ReLU of standard Gaussians; direction: Li et al. 2019");
    }

    /** {@code Var(relu(z)) / Var(relu(z) mask / keep) = keep (pi - 1) / (pi - keep)} for standard Gaussian z. */
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
        List<Claim> claims =
                new ArrayList<>(RATIOS.stream().map(Expectation::claim).toList());
        claims.addAll(Expectation.claims(TRAINED, RATIO_AFTER, ACCURACY, RECALIBRATED));
        return claims;
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
            judgements.add(RATIOS.get(index).judge(trials.estimate(setting, Result::drawn)));
        }
        judgements.add(TRAINED.judge(trials.estimate(before, Result::ratio)));
        judgements.add(RATIO_AFTER.judge(trials.estimate(after, Result::ratio)));
        judgements.add(ACCURACY.judge(trials.difference(after, before, Result::accuracy)));
        judgements.add(RECALIBRATED.judge(trials.difference(after, before, Result::recalibrated)));
        return new Findings(judgements, List.of(chart(trials), table(trials, settings)));
    }

    private static Result result(Examples examples, Setting setting, int epochs, long seed) {
        Network network = network(examples, setting);
        Model drawn = learned(network, examples, 0, GATHERED * BATCH, seed);
        Model trained =
                learned(network, examples, 0.2, epochs * examples.training().size(), seed);
        Model recalibrated = trained.recalibrate(examples.training());
        return new Result(
                medianRatio(drawn, drawn.recalibrate(examples.training())),
                medianRatio(trained, recalibrated),
                Learner.accuracy(trained, examples.test()),
                Learner.accuracy(recalibrated, examples.test()));
    }

    private static Model learned(Network network, Examples examples, double rate, int count, long seed) {
        Learner learner = new Learner(network, examples.training(), BATCH, rate, seed);
        learner.learn(examples.order(count, seed));
        return learner.model();
    }

    private static Network network(Examples examples, Setting setting) {
        Part drop = dropout(1 - setting.keep());
        List<Part> parts = new ArrayList<>(List.of(flatten()));
        for (int hidden = 0; hidden < 4; hidden++) {
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

    /** Over the units whose variance is not 0, as that of a ReLU that is never open. */
    private static double medianRatio(Model trained, Model recalibrated) {
        double[] ratios = trained.network().nodes().stream()
                .filter(node -> node.layer() instanceof BatchNorm)
                .map(Node::name)
                .flatMapToDouble(layer -> ratios(
                                trained.tensor(layer + ".running_var").toArray(),
                                recalibrated.tensor(layer + ".running_var").toArray())
                        .stream()
                        .mapToDouble(Double::doubleValue))
                .sorted()
                .toArray();
        return (ratios[(ratios.length - 1) / 2] + ratios[ratios.length / 2]) / 2;
    }

    private static List<Double> ratios(float[] running, float[] inference) {
        return IntStream.range(0, running.length)
                .filter(unit -> running[unit] > 1e-6f && inference[unit] > 1e-6f)
                .mapToObj(unit -> (double) inference[unit] / running[unit])
                .toList();
    }

    private static Block chart(Trials<Setting, Result> trials) {
        List<Block.Series> series = new ArrayList<>();
        for (Place place : Place.values()) {
            List<Setting> settings =
                    KEEP.stream().map(keep -> new Setting(place, keep)).toList();
            series.add(trials.series(place.words + ", as drawn", KEEP, settings, Result::drawn));
            series.add(trials.series(place.words + ", trained", KEEP, settings, Result::ratio));
        }
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
            rows.add(trials.estimate(setting, Result::drawn).row(place, keep, "ratio of variances, as drawn"));
            rows.add(trials.estimate(setting, Result::ratio).row(place, keep, "ratio of variances, trained"));
            rows.add(trials.estimate(setting, Result::accuracy).row(place, keep, "accuracy"));
            rows.add(trials.estimate(setting, Result::recalibrated).row(place, keep, "accuracy, recalibrated"));
        }
        return new Block.Table("What dropout does", Estimate.columns("dropout", "keep", "measure"), rows);
    }
}
