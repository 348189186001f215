package dev.evenkeel.lab.experiment;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.sigmoid;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.Compute;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Team;
import dev.evenkeel.lab.experiment.Judgement.Verdict;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Part;
import dev.evenkeel.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Training a network of sigmoids with and without batch normalization, as in Figure 1 of the paper of 2015. */
final class Speed implements Experiment {
    private static final int LAYERS = 3;
    private static final int WIDTH = 100;
    private static final int BATCH = 60;
    private static final int FEWEST_SEEDS = 3;
    private static final int SEEDS = 5;
    private static final int WATCHED = 240;
    private static final int TESTED = 2000;
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
    private enum Arm {
        PLAIN("none"),
        NORMALIZED("batchNorm"),
        TUNED("none, tuned");

        private final String title;

        Arm(String title) {
            this.title = title;
        }

        double rate() {
            return this == TUNED ? TUNED_RATE : RATE;
        }

        /** Tuned: as for tanh, {@code sqrt(2 / (inputs + outputs))}, times 4, since a sigmoid is four times less steep. */
        Initial initial(int inputs, int outputs) {
            return Initial.normal(this == TUNED ? 4 * Math.sqrt(2.0 / (inputs + outputs)) : DEVIATION);
        }

        Network network(Dataset data) {
            List<Part> parts = new ArrayList<>(List.of(flatten()));
            int classes = ((Target.Classes) data.target()).count();
            for (int layer = 0; layer < LAYERS; layer++) {
                int inputs = layer == 0 ? data.inputShape().size() : WIDTH;
                parts.add(linear(WIDTH).initial(initial(inputs, WIDTH)));
                if (this == NORMALIZED) {
                    parts.add(batchNorm());
                }
                if (layer == LAYERS - 1) {
                    parts.add(new Probe());
                }
                parts.add(sigmoid());
            }
            parts.add(linear(classes).initial(initial(WIDTH, classes)));
            return Network.of(data.inputShape(), parts);
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
        boolean quick = laboratory.size() == Laboratory.Size.QUICK;
        int steps = quick ? 1000 : 3000;
        int seeds = quick ? FEWEST_SEEDS : SEEDS;
        Map<Arm, List<Course>> courses = new EnumMap<>(Arm.class);
        try (Team team = Team.of(laboratory.threads())) {
            Compute compute = new Compute(Kernels.preferred(), team);
            for (Arm arm : Arm.values()) {
                List<Course> ofArm = new ArrayList<>();
                for (int seed = 0; seed < seeds; seed++) {
                    laboratory.progress().accept("speed: " + arm.title + ", seed " + (seed + 1) + " of " + seeds);
                    ofArm.add(course(arm, laboratory, compute, steps, laboratory.seed() + seed));
                }
                courses.put(arm, ofArm);
            }
        }
        List<Block> blocks = new ArrayList<>(List.of(
                new Block.Text(String.format(
                        Locale.ROOT,
                        "Three layers of %d sigmoids, batches of %d, plain gradient descent at rate %.1f, initial deviation %.2f;"
                                + " tuned: rate %.1f, deviation 4 sqrt(2 / (inputs + outputs)). Means of %d seeds with 95 %%"
                                + " intervals; accuracy on up to %d test examples, every %d steps; the same batches for all.",
                        WIDTH,
                        BATCH,
                        RATE,
                        DEVIATION,
                        TUNED_RATE,
                        seeds,
                        TESTED,
                        INTERVAL)),
                table(courses, steps),
                new Block.Lines(
                        "Test accuracy, mean of seeds",
                        Block.Axis.linear("step"),
                        Block.Axis.linear("accuracy"),
                        Arrays.stream(Arm.values())
                                .map(arm -> accuracy(arm, of(arm, courses)))
                                .toList())));
        for (Arm arm : Arm.values()) {
            blocks.add(band(arm, of(arm, courses).get(0)));
        }
        return new Findings(judgements(courses), blocks);
    }

    private static List<Course> of(Arm arm, Map<Arm, List<Course>> courses) {
        return courses.getOrDefault(arm, List.of());
    }

    private static Course course(Arm arm, Laboratory laboratory, Compute compute, int steps, long seed) {
        Network network = arm.network(laboratory.training());
        String probe = network.nodes().stream()
                .filter(node -> node.layer() instanceof Probe)
                .findFirst()
                .orElseThrow()
                .name();
        Descent descent = new Descent(network, laboratory.training(), BATCH, WATCHED, arm.rate(), compute, seed);
        Dataset test = laboratory.test();
        Dataset tested =
                test.select(IntStream.range(0, Math.min(TESTED, test.size())).toArray());
        int watched = Math.min(WATCHED, tested.size());
        Course course = Course.empty();
        for (int step = 1; step <= steps; step++) {
            descent.step();
            if (step % INTERVAL == 0) {
                course.accuracy.add(descent.accuracy(tested));
                float[] values = descent.read(probe, tested, watched);
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

    private static List<Judgement> judgements(Map<Arm, List<Course>> courses) {
        List<Course> plain = of(Arm.PLAIN, courses);
        List<Course> normalized = of(Arm.NORMALIZED, courses);
        List<Course> tuned = of(Arm.TUNED, courses);
        Estimate steps =
                Estimate.ofFactors(paired(normalized, plain, (one, other) -> one.stepsToGoal() / other.stepsToGoal()));
        Estimate ahead = Estimate.of(
                paired(normalized, plain, (one, other) -> one.accuracyAfter(250) - other.accuracyAfter(250)));
        Estimate wander = Estimate.ofFactors(paired(normalized, plain, (one, other) -> one.wander() / other.wander()));
        Estimate behind = Estimate.of(paired(normalized, tuned, (one, other) -> one.end() - other.end()));
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

    /** A measure of two courses that began from the same seed. */
    private interface Pair {
        double measure(Course one, Course other);
    }

    private static double[] paired(List<Course> one, List<Course> other, Pair pair) {
        return IntStream.range(0, one.size())
                .mapToDouble(seed -> pair.measure(one.get(seed), other.get(seed)))
                .toArray();
    }

    private static Block.Table table(Map<Arm, List<Course>> courses, int steps) {
        List<Integer> marks = IntStream.of(250, 500, 1000, 2000, 3000)
                .filter(mark -> mark <= steps)
                .boxed()
                .toList();
        List<String> columns = new ArrayList<>(List.of("network"));
        marks.forEach(mark -> columns.add("after " + mark));
        columns.add("interval at the end");
        columns.add("steps to 90 %");
        List<List<String>> rows = new ArrayList<>();
        for (Arm arm : Arm.values()) {
            List<Course> ofArm = of(arm, courses);
            List<String> row = new ArrayList<>(List.of(arm.title));
            marks.forEach(mark -> row.add(
                    three(estimate(ofArm, course -> course.accuracyAfter(mark)).mean())));
            Estimate end = estimate(ofArm, Course::end);
            row.add(three(end.lower()) + " to " + three(end.upper()));
            row.add(
                    ofArm.stream().allMatch(Course::reachesGoal)
                            ? String.format(
                                    Locale.ROOT,
                                    "%.0f",
                                    estimate(ofArm, Course::stepsToGoal).mean())
                            : "not by all seeds");
            rows.add(row);
        }
        return new Block.Table("Test accuracy", columns, rows);
    }

    private static Estimate estimate(List<Course> courses, ToDoubleFunction<Course> measure) {
        return Estimate.of(courses.stream().mapToDouble(measure).toArray());
    }

    private static String three(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static Block.Series accuracy(Arm arm, List<Course> courses) {
        int length = courses.get(0).accuracy.size();
        return new Block.Series(
                arm.title,
                steps(length),
                IntStream.range(0, length)
                        .mapToObj(place -> estimate(courses, course -> course.accuracy.get(place))
                                .mean())
                        .toList());
    }

    private static Block.Bands band(Arm arm, Course course) {
        return new Block.Bands(
                "Percentiles 15, 50 and 85 of an input of the last sigmoid layer: " + arm.title,
                Block.Axis.linear("step"),
                Block.Axis.linear("input"),
                List.of(new Block.Band(
                        arm.title, steps(course.middle.size()), course.lower, course.middle, course.upper)));
    }

    private static List<Double> steps(int length) {
        return IntStream.rangeClosed(1, length)
                .mapToObj(place -> (double) place * INTERVAL)
                .toList();
    }
}
