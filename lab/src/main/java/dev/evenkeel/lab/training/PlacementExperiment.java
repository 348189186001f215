package dev.evenkeel.lab.training;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.relu;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Expectation;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Before or after the activation? Hidden layers of 100 with BatchNorm and ReLU, 3 and 12 of them, in the two orders, through
 * a {@link RateSweep}.
 */
final class PlacementExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final String LITERATURE = "Ioffe and Szegedy 2015 normalise before, Mishkin et al. 2016 (arXiv"
            + " 1606.02228) compare both; that they come out alike, and the size, are ours";
    private static final Expectation SHALLOW = Expectation.within(
            0.01,
            0,
            "best-3",
            "with 3 hidden layers the best accuracies of both orders differ by less than 0.01",
            LITERATURE);
    private static final Expectation DEEP =
            Expectation.within(0.01, 0, "best-12", "with 12 hidden layers they do too", LITERATURE);
    private static final Expectation DIVERGES = Expectation.above(
            0,
            "diverges-3",
            "with 3 hidden layers the highest rate that does not diverge is higher before than after",
            "first sessions of ours, no publication that we know");

    private enum Place {
        BEFORE,
        AFTER;

        String words() {
            return this == BEFORE ? "before ReLU" : "after ReLU";
        }

        List<Layer> block() {
            Layer linear = Networks.linear(Networks.WIDTH);
            return this == BEFORE ? List.of(linear, batchNorm(), relu()) : List.of(linear, relu(), batchNorm());
        }
    }

    private record Setting(Place place, int depth) {
        Network network(Examples examples) {
            return Networks.stack(examples, depth, place.block());
        }
    }

    @Override
    public String name() {
        return "placement";
    }

    @Override
    public String question() {
        return "before or after the activation?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(SHALLOW, DEEP, DIVERGES);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        List<Setting> settings = Stream.of(3, 12)
                .flatMap(depth -> Arrays.stream(Place.values()).map(place -> new Setting(place, depth)))
                .toList();
        Trials<Setting, RateSweep> trials = Trials.run(
                laboratory,
                name(),
                settings,
                examples.seeds(),
                (setting, seed) -> RateSweep.of(laboratory, examples, setting.network(examples), seed));
        List<Integer> exponents = RateSweep.exponents(laboratory);
        return new Findings(
                List.of(
                        SHALLOW.judge(gain(trials, 3, RateSweep::best)),
                        DEEP.judge(gain(trials, 12, RateSweep::best)),
                        DIVERGES.judge(gain(trials, 3, RateSweep::highest))),
                List.of(chart(trials, settings, exponents), table(trials, settings, exponents)));
    }

    private static Estimate gain(Trials<Setting, RateSweep> trials, int depth, ToDoubleFunction<RateSweep> measure) {
        return trials.difference(new Setting(Place.BEFORE, depth), new Setting(Place.AFTER, depth), measure);
    }

    private static Block chart(Trials<Setting, RateSweep> trials, List<Setting> settings, List<Integer> exponents) {
        List<Double> rates =
                exponents.stream().map(exponent -> Math.pow(2, exponent)).toList();
        return new Block.Lines(
                "Test accuracy by learning rate",
                Block.Axis.logarithmic("rate"),
                Block.Axis.linear("test accuracy"),
                settings.stream()
                        .map(setting -> new Block.Series(
                                setting.place().words() + ", depth " + setting.depth(),
                                rates,
                                RateSweep.medians(trials, setting)))
                        .toList());
    }

    private static Block table(Trials<Setting, RateSweep> trials, List<Setting> settings, List<Integer> exponents) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : settings) {
            String place = setting.place().words();
            String depth = Integer.toString(setting.depth());
            rows.add(trials.estimate(setting, RateSweep::best).row(place, depth, "best accuracy"));
            rows.add(trials.estimate(setting, RateSweep::span).row(place, depth, "octaves within 0.03 of it"));
            rows.add(trials.estimate(setting, RateSweep::highest)
                    .row(place, depth, "highest that does not diverge, 2^"));
            for (int index = 0; index < exponents.size(); index++) {
                int at = index;
                rows.add(trials.estimate(setting, sweep -> sweep.accuracies().get(at))
                        .row(place, depth, "accuracy at 2^" + exponents.get(at)));
            }
        }
        return new Block.Table(
                "Accuracy by place and learning rate", Estimate.columns("BatchNorm", "depth", "measure"), rows);
    }
}
