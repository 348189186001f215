package dev.evenkeel.lab.training;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Expectation;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How robust is it to the learning rate? Hidden layers of 100 with ReLU, 3 and 12 of them, through a {@link RateSweep}; how
 * many octaves of rates reach a test accuracy within 0.03 of the configuration's own best.
 */
final class RateExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final Expectation SHALLOW = Expectation.above(
            1,
            "depth-3",
            "with 3 hidden layers the rates that BatchNorm learns well at span more than 1 octave more than without",
            "direction: Bjorck et al. 2018");
    private static final Expectation DEEP =
            Expectation.above(1, "depth-12", "with 12 hidden layers they do too", "direction: Bjorck et al. 2018");
    private static final List<Configuration> ARMS =
            List.of(Configuration.NONE, Configuration.BATCH_NORM, Configuration.LAYER_NORM);

    private record Setting(Configuration configuration, int depth) {}

    @Override
    public String name() {
        return "rate";
    }

    @Override
    public String question() {
        return "how robust is it to the learning rate?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(SHALLOW, DEEP);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        List<Setting> settings = IntStream.of(3, 12)
                .boxed()
                .flatMap(depth -> ARMS.stream().map(configuration -> new Setting(configuration, depth)))
                .toList();
        Trials<Setting, RateSweep> trials = Trials.run(
                laboratory,
                name(),
                settings,
                examples.seeds(),
                (setting, seed) -> RateSweep.of(
                        laboratory,
                        examples,
                        Networks.hidden(examples, setting.depth(), setting.configuration()),
                        seed));
        List<Integer> exponents = RateSweep.exponents(laboratory);
        return new Findings(
                List.of(SHALLOW.judge(gain(trials, 3)), DEEP.judge(gain(trials, 12))),
                List.of(chart(trials, settings, exponents), table(trials, settings, exponents)));
    }

    private static Estimate gain(Trials<Setting, RateSweep> trials, int depth) {
        return trials.difference(
                new Setting(Configuration.BATCH_NORM, depth), new Setting(Configuration.NONE, depth), RateSweep::span);
    }

    private static Block chart(Trials<Setting, RateSweep> trials, List<Setting> settings, List<Integer> exponents) {
        return new Block.HeatMap(
                "Test accuracy by learning rate",
                exponents.stream().map(exponent -> "2^" + exponent).toList(),
                settings.stream()
                        .map(setting -> setting.configuration().name() + ", depth " + setting.depth())
                        .toList(),
                settings.stream()
                        .map(setting -> RateSweep.medians(trials, setting))
                        .toList());
    }

    private static Block table(Trials<Setting, RateSweep> trials, List<Setting> settings, List<Integer> exponents) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : settings) {
            String configuration = setting.configuration().name();
            String depth = Integer.toString(setting.depth());
            rows.add(trials.estimate(setting, RateSweep::span).row(configuration, depth, "octaves"));
            for (int index = 0; index < exponents.size(); index++) {
                int at = index;
                rows.add(trials.estimate(setting, sweep -> sweep.accuracies().get(at))
                        .row(configuration, depth, "accuracy at 2^" + exponents.get(at)));
            }
        }
        return new Block.Table(
                "Accuracy by learning rate, and the octaves within 0.03 of the best",
                Estimate.columns("normalization", "depth", "measure"),
                rows);
    }
}
