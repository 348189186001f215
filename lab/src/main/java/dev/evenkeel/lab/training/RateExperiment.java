package dev.evenkeel.lab.training;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How robust is it to the learning rate? Hidden layers of 100 with ReLU, batches of 64, 400 steps (in quick form 100) at
 * rates {@code 2^-8} to {@code 2^3}; how many octaves of rates reach a test accuracy within 0.03 of the arm's own best. A
 * training that diverged counts as accuracy 0.
 */
final class RateExperiment implements Experiment {
    private static final int SEEDS = 3;
    private static final int BATCH = 64;
    private static final Expectation SHALLOW = Expectation.above(
            1,
            "depth-3",
            "with 3 hidden layers the rates that BatchNorm learns well at span more than 1 octave more than without",
            "direction: Bjorck et al. 2018");
    private static final Expectation DEEP =
            Expectation.above(1, "depth-12", "with 12 hidden layers they do too", "direction: Bjorck et al. 2018");
    private static final List<Arm> ARMS = List.of(Arm.NONE, Arm.BATCH_NORM, Arm.LAYER_NORM);

    private record Setting(Arm arm, int depth) {}

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
        boolean quick = laboratory.size() == Size.QUICK;
        int octaves = quick ? 2 : 1;
        int steps = quick ? 100 : 400;
        List<Integer> exponents = IntStream.rangeClosed(-8, 3)
                .filter(power -> power % octaves == 0)
                .boxed()
                .toList();
        List<Setting> settings = IntStream.of(3, 12)
                .boxed()
                .flatMap(depth -> ARMS.stream().map(arm -> new Setting(arm, depth)))
                .toList();
        Trials<Setting, List<Double>> trials = Trials.run(
                laboratory,
                name(),
                settings,
                examples.seeds(),
                (setting, seed) -> exponents.stream()
                        .map(exponent -> accuracy(examples, setting, Math.pow(2, exponent), steps, seed))
                        .toList());
        return new Findings(
                List.of(SHALLOW.judge(gain(trials, 3, octaves)), DEEP.judge(gain(trials, 12, octaves))),
                List.of(chart(trials, settings, exponents), table(trials, settings, exponents, octaves)));
    }

    private static double accuracy(Examples examples, Setting setting, double rate, int steps, long seed) {
        Learner learner = new Learner(
                Networks.hidden(examples, setting.depth(), setting.arm()), examples.training(), BATCH, rate, seed);
        learner.learn(examples.order(steps * BATCH, seed));
        return learner.accuracy(examples.test());
    }

    private static Estimate gain(Trials<Setting, List<Double>> trials, int depth, int octaves) {
        return trials.difference(
                new Setting(Arm.BATCH_NORM, depth),
                new Setting(Arm.NONE, depth),
                accuracies -> span(accuracies, octaves));
    }

    /** Octaves from the lowest to the highest rate within 0.03 of the best. */
    private static double span(List<Double> accuracies, int octaves) {
        double best = accuracies.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        int[] good = IntStream.range(0, accuracies.size())
                .filter(index -> accuracies.get(index) >= best - 0.03)
                .toArray();
        return (double) octaves * (good[good.length - 1] - good[0]);
    }

    private static Block chart(Trials<Setting, List<Double>> trials, List<Setting> settings, List<Integer> exponents) {
        List<List<Double>> values = new ArrayList<>();
        for (Setting setting : settings) {
            List<Double> row = new ArrayList<>();
            for (int index = 0; index < exponents.size(); index++) {
                int at = index;
                row.add(trials.estimate(setting, accuracies -> accuracies.get(at))
                        .median());
            }
            values.add(row);
        }
        return new Block.HeatMap(
                "Test accuracy by learning rate",
                exponents.stream().map(exponent -> "2^" + exponent).toList(),
                settings.stream()
                        .map(setting -> setting.arm().name() + ", depth " + setting.depth())
                        .toList(),
                values);
    }

    private static Block table(
            Trials<Setting, List<Double>> trials, List<Setting> settings, List<Integer> exponents, int octaves) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : settings) {
            String arm = setting.arm().name();
            String depth = Integer.toString(setting.depth());
            rows.add(trials.estimate(setting, accuracies -> span(accuracies, octaves))
                    .row(arm, depth, "octaves"));
            for (int index = 0; index < exponents.size(); index++) {
                int at = index;
                rows.add(trials.estimate(setting, accuracies -> accuracies.get(at))
                        .row(arm, depth, "accuracy at 2^" + exponents.get(at)));
            }
        }
        return new Block.Table(
                "Accuracy by learning rate, and the octaves within 0.03 of the best",
                Estimate.columns("normalization", "depth", "measure"),
                rows);
    }
}
