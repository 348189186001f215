package dev.evenkeel.lab.training;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.sigmoid;

import dev.evenkeel.lab.experiment.Claim;
import dev.evenkeel.lab.experiment.Estimate;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import dev.evenkeel.lab.experiment.Judgement.Verdict;
import dev.evenkeel.lab.experiment.Laboratory;
import dev.evenkeel.lab.experiment.Laboratory.Size;
import dev.evenkeel.lab.experiment.Probe;
import dev.evenkeel.lab.experiment.Trials;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Block.Axis;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Part;
import dev.evenkeel.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Training a network of sigmoids with and without batch normalization, as in Figure 1 of the paper of 2015. */
final class SpeedExperiment implements Experiment {
    private static final int LAYERS = 3;
    private static final int WIDTH = 100;
    private static final int BATCH = 60;
    private static final int SEEDS = 5;
    private static final int WATCHED = 240;
    private static final int INTERVAL = 25;
    private static final double GOAL = 0.9;
    private static final double RATE = 0.5;
    private static final double TUNED_RATE = 1;
    private static final double DEVIATION = 0.05;

    private static final List<Claim> CLAIMS = List.of(
            new Claim(
                    "faster",
                    "from the same small initial values and at the same rate, batch normalization reaches 90 % in less than half"
                            + " the steps",
                    "Ioffe and Szegedy 2015 (arXiv 1502.03167), Fig. 1a"),
            new Claim(
                    "early",
                    "after 250 steps it is ahead by more than 0.3 of accuracy",
                    "Ioffe and Szegedy 2015 (arXiv 1502.03167), Fig. 1a"),
            new Claim(
                    "steadier",
                    "the median of an input of the last sigmoid layer wanders less",
                    "Ioffe and Szegedy 2015 (arXiv 1502.03167), Fig. 1b and 1c"),
            new Claim(
                    "tuned",
                    "with better initial values and rate the network without normalization catches up: it ends at most 0.02 behind",
                    "Glorot and Bengio 2010, on initial values"));

    /** What is compared. */
    private enum Kind {
        PLAIN("none"),
        NORMALIZED("batchNorm"),
        TUNED("none, tuned");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        double learningRate() {
            return this == TUNED ? TUNED_RATE : RATE;
        }

        /** Tuned: as for tanh, {@code sqrt(2 / (inputs + outputs))}, times 4, since a sigmoid is four times less steep. */
        Initial initial(int inputs, int outputs) {
            return Initial.normal(this == TUNED ? 4 * Math.sqrt(2.0 / (inputs + outputs)) : DEVIATION);
        }

        Network network(Examples examples) {
            List<Part> parts = new ArrayList<>(List.of(flatten()));
            for (int layer = 0; layer < LAYERS; layer++) {
                int inputs = layer == 0 ? examples.input().size() : WIDTH;
                parts.add(linear(WIDTH).initial(initial(inputs, WIDTH)));
                if (this == NORMALIZED) {
                    parts.add(batchNorm());
                }
                if (layer == LAYERS - 1) {
                    parts.add(new Probe());
                }
                parts.add(sigmoid());
            }
            parts.add(linear(examples.classes()).initial(initial(WIDTH, examples.classes())));
            return Network.of(examples.input(), parts);
        }
    }

    /** What was watched, every {@link #INTERVAL} steps: test accuracy, and percentiles 15, 50 and 85 of one input. */
    private record Course(List<Double> accuracy, List<Double> lower, List<Double> middle, List<Double> upper) {
        static Course empty() {
            return new Course(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        double accuracyAfter(int steps) {
            return accuracy.get(steps / INTERVAL - 1);
        }

        double end() {
            return accuracy.get(accuracy.size() - 1);
        }

        /** The first step that was watched with the goal reached, or the number of all steps. */
        double stepsToGoal() {
            int place = 0;
            while (place < accuracy.size() - 1 && accuracy.get(place) < GOAL) {
                place++;
            }
            return (place + 1.0) * INTERVAL;
        }

        boolean reachesGoal() {
            return accuracy.stream().anyMatch(value -> value >= GOAL);
        }

        /** How far the median is from its own mean over time, on average. */
        double wander() {
            double center = mean(middle);
            return middle.stream()
                    .mapToDouble(value -> Math.abs(value - center))
                    .average()
                    .orElseThrow();
        }

        private static double mean(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        }
    }

    @Override
    public String name() {
        return "speed";
    }

    @Override
    public String question() {
        return "does a network of sigmoids learn faster with batch normalization?";
    }

    @Override
    public List<Claim> claims() {
        return CLAIMS;
    }

    @Override
    public Findings run(Laboratory laboratory) {
        Examples examples = Examples.many(laboratory, name(), SEEDS);
        int steps = laboratory.size() == Size.QUICK ? 1000 : 3000;
        List<Kind> kinds = List.of(Kind.values());
        Trials<Kind, Course> trials = Trials.run(
                laboratory, name(), kinds, examples.seeds(), (kind, seed) -> course(kind, examples, steps, seed));
        List<Block> blocks = new ArrayList<>(List.of(
                new Block.Text(String.format(
                        Locale.ROOT,
                        "Three layers of %d sigmoids, batches of %d, plain gradient descent at rate %.1f, initial deviation %.2f;"
                                + " tuned: rate %.1f, deviation 4 sqrt(2 / (inputs + outputs)). Medians of %d seeds; accuracy"
                                + " on %d test examples, every %d steps; the same batches for all.",
                        WIDTH,
                        BATCH,
                        RATE,
                        DEVIATION,
                        TUNED_RATE,
                        examples.seeds().size(),
                        examples.test().size(),
                        INTERVAL)),
                table(trials, steps),
                new Block.Lines(
                        "Test accuracy",
                        Axis.linear("step"),
                        Axis.linear("accuracy"),
                        kinds.stream()
                                .map(kind -> accuracy(kind, trials, steps / INTERVAL))
                                .toList())));
        kinds.forEach(kind -> blocks.add(band(kind, trials.of(kind).get(0))));
        return new Findings(judgements(trials), blocks);
    }

    private static Course course(Kind kind, Examples examples, int steps, long seed) {
        Network network = kind.network(examples);
        String probe = Probe.nameIn(network);
        int watched = Math.min(WATCHED, examples.test().size());
        Learner learner = new Learner(network, examples.training(), BATCH, WATCHED, kind.learningRate(), seed);
        int[] order = examples.order(steps * BATCH, seed);
        Course course = Course.empty();
        for (int step = 1; step <= steps; step++) {
            learner.learn(order, (step - 1) * BATCH, step * BATCH);
            if (step % INTERVAL == 0) {
                course.accuracy.add(learner.accuracy(examples.test()));
                float[] values = learner.values(probe, examples.test(), watched);
                double[] unit = IntStream.range(0, watched)
                        .mapToDouble(row -> values[row * WIDTH])
                        .sorted()
                        .toArray();
                course.lower.add(unit[(int) (0.15 * watched)]);
                course.middle.add(unit[(int) (0.5 * watched)]);
                course.upper.add(unit[(int) (0.85 * watched)]);
            }
        }
        return course;
    }

    private static List<Judgement> judgements(Trials<Kind, Course> trials) {
        List<Course> plain = trials.of(Kind.PLAIN);
        List<Course> normalized = trials.of(Kind.NORMALIZED);
        Estimate steps = trials.ratio(Kind.NORMALIZED, Kind.PLAIN, Course::stepsToGoal);
        Estimate wander = trials.ratio(Kind.NORMALIZED, Kind.PLAIN, Course::wander);
        Estimate ahead = trials.difference(Kind.NORMALIZED, Kind.PLAIN, course -> course.accuracyAfter(250));
        Estimate behind = trials.difference(Kind.NORMALIZED, Kind.TUNED, Course::end);
        boolean known = plain.stream().allMatch(Course::reachesGoal);
        boolean bounded = normalized.stream().allMatch(Course::reachesGoal);
        Verdict faster = steps.below(0.5);
        // A share that is only known to be at most so much cannot contradict.
        Verdict decided = bounded && (known || faster == Verdict.AGREES) ? faster : Verdict.UNDECIDED;
        String limit = known ? "" : "; without it 90 % is not reached by every seed, so this is an upper limit";
        String never = bounded ? limit : "; 90 % is not reached by every seed, so nothing is known";
        return List.of(
                new Judgement(CLAIMS.get(0), decided, steps.overSeeds() + " of the steps" + never),
                new Judgement(CLAIMS.get(1), ahead.above(0.3), ahead.overSeeds()),
                new Judgement(CLAIMS.get(2), wander.below(1), wander.overSeeds() + " times as much"),
                new Judgement(CLAIMS.get(3), behind.below(0.02), behind.overSeeds()));
    }

    private static Block table(Trials<Kind, Course> trials, int steps) {
        List<Integer> marks = IntStream.of(250, 500, 1000, 2000, 3000)
                .filter(mark -> mark <= steps)
                .boxed()
                .toList();
        List<List<String>> rows = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int mark : marks) {
                rows.add(trials.estimate(kind, course -> course.accuracyAfter(mark))
                        .row(kind.title, "accuracy after " + mark));
            }
            rows.add(
                    trials.of(kind).stream().allMatch(Course::reachesGoal)
                            ? trials.estimate(kind, Course::stepsToGoal).row(kind.title, "steps to 90 %")
                            : List.of(kind.title, "steps to 90 %", "not by all seeds", "-", "-"));
        }
        return new Block.Table("Test accuracy", Estimate.columns("network", "measure"), rows);
    }

    private static Block.Series accuracy(Kind kind, Trials<Kind, Course> trials, int length) {
        return new Block.Series(
                kind.title,
                steps(length),
                IntStream.range(0, length)
                        .mapToObj(place -> trials.estimate(kind, course -> course.accuracy.get(place))
                                .median())
                        .toList());
    }

    private static Block band(Kind kind, Course course) {
        return new Block.Bands(
                "Percentiles 15, 50 and 85 of an input of the last sigmoid layer: " + kind.title,
                Axis.linear("step"),
                Axis.linear("input"),
                List.of(new Block.Band(
                        kind.title, steps(course.middle.size()), course.lower, course.middle, course.upper)));
    }

    private static List<Double> steps(int length) {
        return IntStream.rangeClosed(1, length)
                .mapToObj(place -> (double) place * INTERVAL)
                .toList();
    }
}
