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
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import java.util.ArrayList;
import java.util.List;

/**
 * What if running statistics lag? Six hidden layers of 100 with BatchNorm and ReLU, batches of 64, learning rate 0.2; test accuracy
 * early in training, with running statistics and with those of the training examples under the same weights. After t
 * steps {@code (1 - weight)^t} of the running statistics are still initial values.
 */
final class EvaluationGapExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final List<Float> WEIGHTS = List.of(0.1f, 0.01f, 0.001f);
    private static final int JUDGED = 100;
    private static final Expectation LAGS = Expectation.above(
            0.1,
            "weight-0.001",
            "at a new-batch weight of 0.001 recalibration gains more than 0.1 of accuracy after 100 steps",
            "0.999^100 = 0.90 of the statistics are still initial values; Wu and Johnson 2021; the size is ours");
    private static final Expectation FOLLOWS = Expectation.below(
            0.03,
            "weight-0.1",
            "at a new-batch weight of 0.1 it gains less than 0.03",
            "0.9^100 < 0.001 of the statistics are initial values");

    /** Test accuracy with running and recalibrated statistics after each number of steps. */
    private record Result(List<Double> running, List<Double> recalibrated) {}

    @Override
    public String name() {
        return "evalgap";
    }

    @Override
    public String question() {
        return "what if running statistics lag?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(LAGS, FOLLOWS);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        List<Integer> steps = laboratory.size() == Size.QUICK ? List.of(30, 100) : List.of(30, 60, 100, 200, 400);
        Trials<Float, Result> trials = Trials.run(
                laboratory, name(), WEIGHTS, examples.seeds(), (weight, seed) -> result(examples, weight, steps, seed));
        int judged = steps.indexOf(JUDGED);
        return new Findings(
                List.of(
                        LAGS.judge(trials.estimate(0.001f, result -> gain(result, judged))),
                        FOLLOWS.judge(trials.estimate(0.1f, result -> gain(result, judged)))),
                List.of(chart(trials, steps), table(trials, steps)));
    }

    private static double gain(Result result, int at) {
        return result.recalibrated().get(at) - result.running().get(at);
    }

    private static Result result(Examples examples, float weight, List<Integer> steps, long seed) {
        Configuration configuration =
                new Configuration("BatchNorm", List.of(Layers.batchNorm().newBatchWeight(weight)));
        Learner learner = new Learner(Networks.hidden(examples, 6, configuration), examples.training(), 64, 0.2, seed);
        int[] order = examples.order(64 * steps.get(steps.size() - 1), seed);
        List<Double> running = new ArrayList<>();
        List<Double> recalibrated = new ArrayList<>();
        int step = 0;
        for (int until : steps) {
            for (; step < until; step++) {
                learner.learn(order, 64 * step, 64 * (step + 1));
            }
            Model model = learner.model();
            running.add(Learner.accuracy(model, examples.test()));
            recalibrated.add(Learner.accuracy(model.recalibrate(examples.training()), examples.test()));
        }
        return new Result(running, recalibrated);
    }

    private static Block chart(Trials<Float, Result> trials, List<Integer> steps) {
        List<Double> x = steps.stream().map(Integer::doubleValue).toList();
        List<Block.Series> series = new ArrayList<>();
        for (Float weight : WEIGHTS) {
            List<Double> running = new ArrayList<>();
            for (int index = 0; index < steps.size(); index++) {
                int at = index;
                running.add(trials.estimate(weight, result -> result.running().get(at))
                        .median());
            }
            series.add(new Block.Series("weight " + weight, x, running));
        }
        List<Double> recalibrated = new ArrayList<>();
        for (int index = 0; index < steps.size(); index++) {
            int at = index;
            recalibrated.add(
                    trials.estimate(0.1f, result -> result.recalibrated().get(at))
                            .median());
        }
        series.add(new Block.Series("recalibrated", x, recalibrated));
        return new Block.Lines(
                "Test accuracy with running statistics", Axis.linear("steps"), Axis.linear("test accuracy"), series);
    }

    private static Block table(Trials<Float, Result> trials, List<Integer> steps) {
        List<List<String>> rows = new ArrayList<>();
        for (Float weight : WEIGHTS) {
            for (int index = 0; index < steps.size(); index++) {
                int at = index;
                String step = steps.get(at).toString();
                rows.add(trials.estimate(weight, result -> result.running().get(at))
                        .row(weight.toString(), step, "running"));
                rows.add(trials.estimate(weight, result -> result.recalibrated().get(at))
                        .row(weight.toString(), step, "recalibrated"));
            }
        }
        return new Block.Table("Test accuracy", Estimate.columns("new-batch weight", "steps", "statistics"), rows);
    }
}
