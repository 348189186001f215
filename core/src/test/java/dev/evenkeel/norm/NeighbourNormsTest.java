package dev.evenkeel.norm;

import static dev.evenkeel.norm.Near.assertNear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Norms of each row by itself or its neighbours, against their formulas and central differences in double. */
class NeighbourNormsTest {
    private static final double STEP = 1e-5;

    record Case(Layer layer, int channels, UnaryOperator<double[]> formula) {
        @Override
        public String toString() {
            return layer + " of " + channels;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(new LpNorm(1), 5, row -> lp(row, 1)),
                new Case(new LpNorm(2), 5, row -> lp(row, 2)),
                new Case(new LpNorm(2), 1, row -> lp(row, 2)),
                new Case(new LocalResponseNorm(3, 0.6f, 0.75f, 2), 7, row -> response(row, 3, 0.6f, 0.75f, 2)),
                new Case(new LocalResponseNorm(4, 0.9f, 0.5f, 1), 6, row -> response(row, 4, 0.9f, 0.5f, 1)),
                new Case(new LocalResponseNorm(9, 0.9f, 1, 1), 4, row -> response(row, 9, 0.9f, 1, 1)));
    }

    private static double[] lp(double[] row, int p) {
        double sum = 0;
        for (double value : row) {
            sum += p == 1 ? Math.abs(value) : value * value;
        }
        double norm = p == 1 ? sum : Math.sqrt(sum);
        double[] result = row.clone();
        for (int index = 0; index < row.length; index++) {
            result[index] /= norm;
        }
        return result;
    }

    private static double[] response(double[] row, int size, double alpha, double beta, double k) {
        double[] result = new double[row.length];
        for (int index = 0; index < row.length; index++) {
            int first = Math.max(0, index - (size - 1) / 2);
            int last = Math.min(row.length - 1, index + size / 2);
            double sum = 0;
            for (int other = first; other <= last; other++) {
                sum += row[other] * row[other];
            }
            result[index] = row[index] / Math.pow(k + alpha / size * sum, beta);
        }
        return result;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void forwardAndPredictionAreTheFormula(Case tested) {
        Shape shape = Shape.of(3, tested.channels);
        float[] x = SingleLayer.gaussian(3, 4 * shape.size());
        double[] expected = rows(tested, doubles(x));

        assertNear(new SingleLayer(tested.layer, shape, 4).forward(x), expected, 1e-6);
        assertNear(new SingleLayer(tested.layer, shape, 4).predict(x), expected, 1e-6);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void backwardIsTheDerivative(Case tested) {
        Shape shape = Shape.of(2, tested.channels);
        float[] x = SingleLayer.gaussian(5, 3 * shape.size());
        float[] dy = SingleLayer.gaussian(6, x.length);
        double[] expected = new double[x.length];
        for (int index = 0; index < x.length; index++) {
            double[] more = doubles(x);
            double[] less = doubles(x);
            more[index] += STEP;
            less[index] -= STEP;
            expected[index] = (weighted(rows(tested, more), dy) - weighted(rows(tested, less), dy)) / (2 * STEP);
        }
        SingleLayer layer = new SingleLayer(tested.layer, shape, 3);
        layer.forward(x);
        assertNear(layer.backward(dy), expected, 1e-5);

        try (Team team = Team.of(3)) {
            SingleLayer shared = new SingleLayer(tested.layer, shape, 3).team(team);
            shared.forward(x);
            assertThat(shared.backward(dy)).isEqualTo(layer.backward(dy));
        }
        SingleLayer first = new SingleLayer(tested.layer, shape, 3).withoutInputGradient();
        first.forward(x);
        assertThat(first.backward(dy)).containsOnly(0);
    }

    private static double[] rows(Case tested, double[] x) {
        double[] result = new double[x.length];
        for (int at = 0; at < x.length; at += tested.channels) {
            double[] row = java.util.Arrays.copyOfRange(x, at, at + tested.channels);
            System.arraycopy(tested.formula.apply(row), 0, result, at, tested.channels);
        }
        return result;
    }

    private static double weighted(double[] y, float[] dy) {
        double sum = 0;
        for (int index = 0; index < y.length; index++) {
            sum += y[index] * dy[index];
        }
        return sum;
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int index = 0; index < values.length; index++) {
            result[index] = values[index];
        }
        return result;
    }

    @Test
    void aRowOfZerosStaysZero() {
        for (int p : new int[] {1, 2}) {
            SingleLayer layer = new SingleLayer(new LpNorm(p), Shape.of(3), 1);
            assertThat(layer.forward(0, 0, 0)).containsExactly(0, 0, 0);
            assertThat(layer.backward(1, 2, 3)).containsExactly(0, 0, 0);
            assertThat(layer.predict(0, 0, 0)).containsExactly(0, 0, 0);
        }
    }

    @Test
    void descriptionsKeepTheSettings() {
        for (Layer layer : List.of(
                new LpNorm(1), new LpNorm(2), LocalResponseNorm.of(5), new LocalResponseNorm(3, 0.5f, 0.6f, 2))) {
            Network network = Network.builder(Shape.of(4)).add("norm", layer).build();
            assertThat(NetworkJson.read(NetworkJson.write(network))).isEqualTo(network);
            assertThat(network.output()).isEqualTo(Shape.of(4));
        }
        assertThat(LocalResponseNorm.of(5)).isEqualTo(new LocalResponseNorm(5, 1e-4f, 0.75f, 1));
        assertThat(new LocalResponseNorm(1, 0, 0.75f, 1).alpha()).isZero();
    }

    @Test
    void settingsWithoutMeaningAreRefused() {
        assertThatThrownBy(() -> new LpNorm(3)).hasMessage("lpNorm needs a p of 1 or 2, but got 3");
        assertThatThrownBy(() -> LocalResponseNorm.of(0))
                .hasMessage("localResponseNorm needs a size of 1 or more, but got 0");
        for (float[] wrong : new float[][] {
            {-1, 1, 1}, {1, 1, 0}, {1, Float.NaN, 1}, {Float.POSITIVE_INFINITY, 1, 1}, {1, 1, Float.NaN}
        }) {
            assertThatThrownBy(() -> new LocalResponseNorm(3, wrong[0], wrong[1], wrong[2]))
                    .hasMessageStartingWith("localResponseNorm needs an alpha of 0 or more");
        }
    }
}
