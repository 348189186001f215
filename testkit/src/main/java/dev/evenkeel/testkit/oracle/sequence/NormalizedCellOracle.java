package dev.evenkeel.testkit.oracle.sequence;

import static java.util.Objects.requireNonNull;

import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.norm.setting.CellNormalization;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.testkit.oracle.Followed;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent cells with normalization, one step of all sequences after the other, straight from the formula; its gradients are
 * differences of fourth order of that.
 */
public record NormalizedCellOracle(Recurrent layer) implements Oracle {
    private static final double STEP = 2e-4;

    @Override
    public double[] train(Given given) {
        return trainAround(given, given);
    }

    @Override
    public double[] trainAround(Given base, Given moved) {
        return around(fixed(base), moved);
    }

    /** The passes whose statistics are constants for steps that too few sequences have. */
    private List<Run> fixed(Given base) {
        return directions().stream()
                .map(direction -> new Run(base, direction, isOfBatch(base), null))
                .toList();
    }

    private double[] around(List<Run> fixed, Given moved) {
        double[] y = output(moved);
        for (int index = 0; index < fixed.size(); index++) {
            new Run(moved, directions().get(index), isOfBatch(moved), fixed.get(index)).write(y);
        }
        return y;
    }

    private static boolean isOfBatch(Given given) {
        return given.trainingMode().source() == TrainingMode.Source.BATCH;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        List<Run> fixed = fixed(given);
        double[] dx = new double[given.input().length];
        for (int index = 0; index < dx.length; index++) {
            int place = index;
            dx[index] = given.isReal(index)
                    ? difference(step -> loss(around(fixed, given.withInputMoved(0, place, step)), dy))
                    : 0;
        }
        Map<String, double[]> parameters = new HashMap<>();
        given.parameters().forEach((name, values) -> {
            double[] gradient = new double[values.length];
            for (int index = 0; index < gradient.length; index++) {
                int place = index;
                gradient[index] =
                        difference(step -> loss(around(fixed, given.withParameterMoved(name, place, step)), dy));
            }
            parameters.put(name, gradient);
        });
        return Gradients.of(dx, parameters);
    }

    private static double difference(DoubleUnaryOperator f) {
        double near = f.applyAsDouble(STEP) - f.applyAsDouble(-STEP);
        double far = f.applyAsDouble(2 * STEP) - f.applyAsDouble(-2 * STEP);
        return (8 * near - far) / (12 * STEP);
    }

    private static double loss(double[] y, double[] weights) {
        double sum = 0;
        for (int index = 0; index < y.length; index++) {
            sum += y[index] * weights[index];
        }
        return sum;
    }

    @Override
    public double[] infer(Given given) {
        double[] y = output(given);
        for (Recurrent.Direction direction : directions()) {
            new Run(given, direction, false, null).write(y);
        }
        return y;
    }

    @Override
    public Followed follow(Given given) {
        boolean ofBatch = layer.normalization().kind() == CellNormalization.Kind.BATCH
                && given.trainingMode().source() == TrainingMode.Source.BATCH
                && given.trainingMode().update() == TrainingMode.Update.FOLLOW;
        if (!ofBatch) {
            return new Followed(given.statistics(), 0);
        }
        Map<String, double[]> after = new HashMap<>();
        given.statistics().forEach((name, values) -> after.put(name, values.clone()));
        long count = 0;
        for (Recurrent.Direction direction : directions()) {
            Run run = new Run(given, direction, true, null);
            run.follow(after);
            count = run.count(0);
        }
        return new Followed(after, count);
    }

    private double[] output(Given given) {
        return new double[given.examples() * layer.outputShape(given.shape()).size()];
    }

    private List<Recurrent.Direction> directions() {
        return layer.direction() == Recurrent.Direction.BIDIRECTIONAL
                ? List.of(Recurrent.Direction.FORWARD, Recurrent.Direction.BACKWARD)
                : List.of(layer.direction());
    }

    /** One direction over a batch. */
    private final class Run {
        private final Given given;
        private final boolean batch;
        private final @Nullable Run fixed;
        private final String suffix;
        private final int first;
        private final int hidden = layer.hidden();
        private final int gates = layer.gates();
        private final List<List<Integer>> rows = new ArrayList<>();
        private final List<List<double[]>> states = new ArrayList<>();
        private final List<Map<String, double[][]>> statistics = new ArrayList<>();
        private final int steps;

        Run(Given given, Recurrent.Direction direction, boolean batch, @Nullable Run fixed) {
            this.given = given;
            this.batch = batch;
            this.fixed = fixed;
            boolean backward = direction == Recurrent.Direction.BACKWARD;
            suffix = backward ? "_l0_reverse" : "_l0";
            first = backward && layer.direction() == Recurrent.Direction.BIDIRECTIONAL ? hidden : 0;
            int positions = given.shape().positions();
            int longest = 0;
            for (int example = 0; example < given.examples(); example++) {
                List<Integer> real = new ArrayList<>();
                for (int position = 0; position < positions; position++) {
                    int row = example * positions + (backward ? positions - 1 - position : position);
                    if (given.real()[row]) {
                        real.add(row);
                    }
                }
                rows.add(real);
                states.add(new ArrayList<>());
                longest = Math.max(longest, real.size());
            }
            steps = longest;
            pass();
        }

        int count(int step) {
            return (int) rows.stream().filter(real -> real.size() > step).count();
        }

        private double[] tensor(String name) {
            return requireNonNull(given.parameters().get(name));
        }

        private void pass() {
            double[][] h = new double[given.examples()][hidden];
            double[][] c = new double[given.examples()][hidden];
            for (int step = 0; step < steps; step++) {
                statistics.add(new HashMap<>());
                double[][] ofInputs = new double[given.examples()][];
                double[][] ofStates = new double[given.examples()][];
                for (int example = 0; example < given.examples(); example++) {
                    if (step < rows.get(example).size()) {
                        double[] x = Arrays.copyOfRange(
                                given.input(),
                                rows.get(example).get(step) * given.channels(),
                                (rows.get(example).get(step) + 1) * given.channels());
                        ofInputs[example] = product(tensor("weight_ih" + suffix), x);
                        ofStates[example] = product(tensor("weight_hh" + suffix), h[example]);
                    }
                }
                int[] groups = gates == 4 ? new int[] {0, 4 * hidden} : new int[] {0, 2 * hidden, 3 * hidden};
                normalize("ih", step, ofInputs, groups);
                normalize("hh", step, ofStates, groups);
                double[][] cells = new double[given.examples()][];
                double[][] z = new double[given.examples()][];
                for (int example = 0; example < given.examples(); example++) {
                    if (step < rows.get(example).size()) {
                        scale("ih", "bias_ih" + suffix, ofInputs[example]);
                        scale("hh", "bias_hh" + suffix, ofStates[example]);
                        if (layer instanceof Lstm) {
                            z[example] = sum(ofInputs[example], ofStates[example]);
                            for (int j = 0; j < hidden; j++) {
                                c[example][j] = sigmoid(z[example][hidden + j]) * c[example][j]
                                        + sigmoid(z[example][j]) * Math.tanh(z[example][2 * hidden + j]);
                            }
                            cells[example] = c[example].clone();
                        } else {
                            h[example] = gru(ofInputs[example], ofStates[example], h[example]);
                        }
                    }
                }
                if (layer instanceof Lstm) {
                    normalize("c", step, cells, new int[] {0, hidden});
                }
                for (int example = 0; example < given.examples(); example++) {
                    if (step < rows.get(example).size()) {
                        if (layer instanceof Lstm) {
                            scale("c", "norm_c" + suffix + ".bias", cells[example]);
                            for (int j = 0; j < hidden; j++) {
                                h[example][j] = sigmoid(z[example][3 * hidden + j]) * Math.tanh(cells[example][j]);
                            }
                        }
                        states.get(example).add(h[example].clone());
                    }
                }
            }
        }

        private double[] gru(double[] a, double[] b, double[] h) {
            double[] after = new double[hidden];
            for (int j = 0; j < hidden; j++) {
                double r = sigmoid(a[j] + b[j]);
                double z = sigmoid(a[hidden + j] + b[hidden + j]);
                double n = Math.tanh(a[2 * hidden + j] + r * b[2 * hidden + j]);
                after[j] = (1 - z) * n + z * h[j];
            }
            return after;
        }

        private double[] product(double[] weight, double[] x) {
            double[] y = new double[gates * hidden];
            for (int row = 0; row < y.length; row++) {
                for (int column = 0; column < x.length; column++) {
                    y[row] += weight[row * x.length + column] * x[column];
                }
            }
            return y;
        }

        private double[] sum(double[] a, double[] b) {
            double[] y = a.clone();
            for (int index = 0; index < y.length; index++) {
                y[index] += b[index];
            }
            return y;
        }

        private double sigmoid(double x) {
            return 1 / (1 + Math.exp(-x));
        }

        private void scale(String norm, String beta, double[] x) {
            double[] gamma = tensor("norm_" + norm + suffix + ".weight");
            for (int index = 0; index < x.length; index++) {
                x[index] = gamma[index] * x[index] + tensor(beta)[index];
            }
        }

        private void normalize(String norm, int step, double[][] x, int[] groups) {
            if (layer.normalization().kind() == CellNormalization.Kind.LAYER) {
                for (double[] row : x) {
                    for (int group = 1; row != null && group < groups.length; group++) {
                        standardize(row, groups[group - 1], groups[group]);
                    }
                }
                return;
            }
            int columns = norm.equals("c") ? hidden : gates * hidden;
            double[][] used = used(norm, step, x, columns);
            statistics.get(step).put(norm, used);
            for (double[] row : x) {
                for (int column = 0; row != null && column < columns; column++) {
                    row[column] = (row[column] - used[0][column])
                            / Math.sqrt(used[1][column] + layer.normalization().epsilon());
                }
            }
        }

        private void standardize(double[] row, int from, int to) {
            double mean = Arrays.stream(row, from, to).average().orElseThrow();
            double variance = Arrays.stream(row, from, to)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElseThrow();
            for (int index = from; index < to; index++) {
                row[index] = (row[index] - mean)
                        / Math.sqrt(variance + layer.normalization().epsilon());
            }
        }

        private double[][] used(String norm, int step, double[][] x, int columns) {
            if (batch && count(step) >= 2) {
                double[][] used = new double[2][columns];
                for (int column = 0; column < columns; column++) {
                    for (double[] row : x) {
                        used[0][column] += row == null ? 0 : row[column] / count(step);
                    }
                    for (double[] row : x) {
                        used[1][column] += row == null ? 0 : Math.pow(row[column] - used[0][column], 2) / count(step);
                    }
                }
                return used;
            }
            if (batch) {
                List<Map<String, double[][]>> constants = fixed == null ? statistics : fixed.statistics;
                return requireNonNull(constants.get(step - 1).get(norm));
            }
            long tracked = Math.round(requireNonNull(given.statistics().get("steps_tracked" + suffix))[0]);
            int from = (int) Math.max(0, Math.min(step, tracked - 1)) * columns;
            return new double[][] {
                Arrays.copyOfRange(
                        requireNonNull(given.statistics().get("norm_" + norm + suffix + ".running_mean")),
                        from,
                        from + columns),
                Arrays.copyOfRange(
                        requireNonNull(given.statistics().get("norm_" + norm + suffix + ".running_var")),
                        from,
                        from + columns)
            };
        }

        void write(double[] y) {
            int outputs = layer.outputShape(given.shape()).channels();
            for (int example = 0; example < given.examples(); example++) {
                for (int step = 0; step < states.get(example).size(); step++) {
                    System.arraycopy(
                            states.get(example).get(step),
                            0,
                            y,
                            rows.get(example).get(step) * outputs + first,
                            hidden);
                }
            }
        }

        void follow(Map<String, double[]> after) {
            int maxSteps = layer.normalization().maxSteps();
            double weight = layer.normalization().newBatchWeight();
            double[] tracked = requireNonNull(after.get("steps_tracked" + suffix));
            int seen = 0;
            while (seen < steps && count(seen) >= 2) {
                seen++;
            }
            for (String norm : statistics.get(0).keySet()) {
                double[] means = requireNonNull(after.get("norm_" + norm + suffix + ".running_mean"));
                double[] variances = requireNonNull(after.get("norm_" + norm + suffix + ".running_var"));
                int columns = means.length / maxSteps;
                for (int step = 0; step < Math.min(seen, maxSteps); step++) {
                    double share = step < Math.round(tracked[0]) ? weight : 1;
                    int end = step == maxSteps - 1 ? seen : step + 1;
                    for (int column = 0; column < columns; column++) {
                        double total = 0;
                        double sum = 0;
                        double squares = 0;
                        for (int one = step; one < end; one++) {
                            double[][] own = requireNonNull(statistics.get(one).get(norm));
                            total += count(one);
                            sum += count(one) * own[0][column];
                            squares += count(one) * (own[1][column] + own[0][column] * own[0][column]);
                        }
                        double mean = sum / total;
                        double variance = (squares - total * mean * mean) / (total - 1);
                        int at = step * columns + column;
                        means[at] = (1 - share) * means[at] + share * mean;
                        variances[at] = (1 - share) * variances[at] + share * variance;
                    }
                }
            }
            tracked[0] = Math.max(tracked[0], Math.min(seen, maxSteps));
        }
    }
}
