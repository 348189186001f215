package dev.evenkeel.lab.training;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.sigmoid;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Expectation;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.experiment.Probe;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Part;
import dev.evenkeel.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Does it reduce internal covariate shift? Six hidden layers of 100, ReLU from He's and sigmoids from Xavier's initial
 * values, batches of 64, at two rates, with and without BatchNorm. Every 20 steps, on average over the layers from the second on, the
 * {@link GradientShift} of the step that follows; and how far the distributions of the last hidden layer's inputs have
 * drifted ({@link Moments}) on the same 240 test examples, normalised as in training.
 */
final class ShiftExperiment implements Experiment {
    private static final int SEEDS = 5;
    private static final int DEPTH = 6;
    private static final int BATCH = 64;
    private static final int WATCHED = 240;
    private static final int INTERVAL = 20;
    private static final List<Double> RATES = List.of(0.1, 0.5);

    private static final String SANTURKAR =
            "Santurkar et al. 2018, Fig. 3: often more of this shift with BatchNorm; they trained other networks";
    private static final Expectation COSINE = Expectation.below(
            0,
            "cosine",
            "ReLU, rate 0.1: gradients before and after the step of earlier layers point less alike with BatchNorm than"
                    + " without",
            SANTURKAR);
    private static final Expectation DIFFERENCE = Expectation.above(
            1, "difference", "ReLU, rate 0.1: their difference is larger with BatchNorm than without", SANTURKAR);
    private static final Expectation DRIFT = Expectation.below(
            1,
            "drift",
            "sigmoid, rate 0.5: the inputs of the last hidden layer drift by fewer of their deviations with BatchNorm than without",
            "the explanation proposed by Ioffe and Szegedy 2015");

    private enum Activation {
        RELU,
        SIGMOID;

        Part layer() {
            return this == RELU ? relu() : sigmoid();
        }

        Initial initial() {
            return this == RELU ? Initial.HE : Initial.XAVIER;
        }
    }

    private enum Norm {
        NONE,
        BATCH_NORM
    }

    private record Setting(Activation activation, double learningRate, Norm norm) {
        String words() {
            return (activation == Activation.RELU ? "ReLU" : "sigmoid") + ", rate " + learningRate + ", " + normWords();
        }

        String normWords() {
            return norm == Norm.NONE ? "none" : "BatchNorm";
        }

        Network network(Examples examples) {
            List<Part> parts = new ArrayList<>(List.of(flatten()));
            for (int layer = 0; layer < DEPTH; layer++) {
                if (layer == DEPTH - 1) {
                    parts.add(new Probe());
                }
                parts.add(linear(Networks.WIDTH).initial(activation.initial()));
                if (norm == Norm.BATCH_NORM) {
                    parts.add(batchNorm());
                }
                parts.add(activation.layer());
            }
            parts.add(linear(examples.classes()).initial(activation.initial()));
            return Network.of(examples.input(), parts);
        }
    }

    /** What was seen at each look; drifts in the unit of the inputs, and in their deviations. */
    private record Course(
            List<GradientShift> shifts, List<Double> drifts, List<Double> relativeDrifts, double accuracy) {
        double mean(ToDoubleFunction<GradientShift> measure) {
            return shifts.stream().mapToDouble(measure).average().orElse(Double.NaN);
        }

        static double mean(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        }
    }

    @Override
    public String name() {
        return "shift";
    }

    @Override
    public String question() {
        return "does it reduce internal covariate shift?";
    }

    @Override
    public List<Claim> claims() {
        return Expectation.claims(COSINE, DIFFERENCE, DRIFT);
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.of(laboratory, name(), SEEDS);
        int steps = laboratory.size() == Size.QUICK ? 100 : 400;
        List<Setting> settings = Arrays.stream(Activation.values())
                .flatMap(activation -> RATES.stream()
                        .flatMap(learningRate ->
                                Arrays.stream(Norm.values()).map(norm -> new Setting(activation, learningRate, norm))))
                .toList();
        Trials<Setting, Course> trials = Trials.run(
                laboratory,
                name(),
                settings,
                examples.seeds(),
                (setting, seed) -> course(examples, setting, steps, seed));
        Setting relu = new Setting(Activation.RELU, 0.1, Norm.BATCH_NORM);
        Setting plainRelu = new Setting(Activation.RELU, 0.1, Norm.NONE);
        return new Findings(
                List.of(
                        COSINE.judge(trials.difference(relu, plainRelu, course -> course.mean(GradientShift::cosine))),
                        DIFFERENCE.judge(
                                trials.ratio(relu, plainRelu, course -> course.mean(GradientShift::difference))),
                        DRIFT.judge(trials.ratio(
                                new Setting(Activation.SIGMOID, 0.5, Norm.BATCH_NORM),
                                new Setting(Activation.SIGMOID, 0.5, Norm.NONE),
                                course -> Course.mean(course.relativeDrifts())))),
                List.of(
                        chart(
                                "Cosine of a layer's gradients before and after the step of earlier layers",
                                Block.Axis.linear("cosine"),
                                trials,
                                settings,
                                course -> course.shifts().stream()
                                        .map(GradientShift::cosine)
                                        .toList()),
                        chart(
                                "Drift of the inputs of the last hidden layer in " + INTERVAL + " steps",
                                Block.Axis.logarithmic("deviations"),
                                trials,
                                settings,
                                Course::relativeDrifts),
                        table(trials, settings)));
    }

    private static Course course(Examples examples, Setting setting, int steps, long seed) {
        Network network = setting.network(examples);
        String probe = Probe.nameIn(network);
        int watched = Math.min(WATCHED, examples.test().size());
        Learner learner = new Learner(network, examples.training(), BATCH, WATCHED, setting.learningRate(), seed);
        int[] order = examples.order(steps * BATCH, seed);
        List<GradientShift> shifts = new ArrayList<>();
        List<Double> drifts = new ArrayList<>();
        List<Double> relativeDrifts = new ArrayList<>();
        Moments moments = Moments.of(learner.values(probe, examples.test(), watched), Networks.WIDTH);
        for (int step = 0; step < steps; step++) {
            if (step % INTERVAL == 0) {
                shifts.add(mean(GradientShift.of(learner, order, step * BATCH, (step + 1) * BATCH)));
            }
            learner.learn(order, step * BATCH, (step + 1) * BATCH);
            if ((step + 1) % INTERVAL == 0) {
                Moments later = Moments.of(learner.values(probe, examples.test(), watched), Networks.WIDTH);
                drifts.add(moments.distance(later));
                relativeDrifts.add(moments.distanceInDeviations(later));
                moments = later;
            }
        }
        return new Course(shifts, drifts, relativeDrifts, learner.accuracy(examples.test()));
    }

    private static GradientShift mean(List<GradientShift> layers) {
        return new GradientShift(
                mean(layers, GradientShift::difference),
                mean(layers, GradientShift::relative),
                mean(layers, GradientShift::cosine));
    }

    private static double mean(List<GradientShift> layers, ToDoubleFunction<GradientShift> measure) {
        return layers.stream().mapToDouble(measure).average().orElseThrow();
    }

    private static Block chart(
            String title,
            Block.Axis axis,
            Trials<Setting, Course> trials,
            List<Setting> settings,
            Function<Course, List<Double>> measure) {
        int looks = measure.apply(trials.of(settings.get(0)).get(0)).size();
        return new Block.Lines(
                title,
                Block.Axis.linear("step"),
                axis,
                settings.stream()
                        .map(setting -> new Block.Series(
                                setting.words(),
                                IntStream.range(0, looks)
                                        .mapToObj(look -> (double) look * INTERVAL)
                                        .toList(),
                                IntStream.range(0, looks)
                                        .mapToObj(look -> trials.estimate(
                                                        setting,
                                                        course -> measure.apply(course)
                                                                .get(look))
                                                .median())
                                        .toList()))
                        .toList());
    }

    private static Block table(Trials<Setting, Course> trials, List<Setting> settings) {
        List<List<String>> rows = new ArrayList<>();
        for (Setting setting : settings) {
            String activation = setting.activation() == Activation.RELU ? "ReLU" : "sigmoid";
            String learningRate = Double.toString(setting.learningRate());
            String norm = setting.normWords();
            rows.add(trials.estimate(setting, course -> course.mean(GradientShift::difference))
                    .row(activation, learningRate, norm, "|G - G'|"));
            rows.add(trials.estimate(setting, course -> course.mean(GradientShift::relative))
                    .row(activation, learningRate, norm, "|G - G'| / |G|"));
            rows.add(trials.estimate(setting, course -> course.mean(GradientShift::cosine))
                    .row(activation, learningRate, norm, "cos(G, G')"));
            rows.add(trials.estimate(setting, course -> Course.mean(course.drifts()))
                    .row(activation, learningRate, norm, "drift of inputs"));
            rows.add(trials.estimate(setting, course -> Course.mean(course.relativeDrifts()))
                    .row(activation, learningRate, norm, "drift in deviations"));
            rows.add(trials.estimate(setting, Course::accuracy).row(activation, learningRate, norm, "test accuracy"));
        }
        return new Block.Table(
                "Change of gradients and of inputs, averages over the training",
                Estimate.columns("activation", "rate", "normalization", "measure"),
                rows);
    }
}
