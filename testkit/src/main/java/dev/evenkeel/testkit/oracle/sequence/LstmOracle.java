package dev.evenkeel.testkit.oracle.sequence;

import static dev.evenkeel.testkit.oracle.sequence.Passage.sigmoid;
import static java.util.Objects.requireNonNull;

import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.Map;

/** {@code c' = f c + i g}, {@code h' = o tanh(c')}, gates i, f, g, o; padded positions left out. */
public record LstmOracle(Lstm layer) implements Oracle {
    private static final int I = 0;
    private static final int F = 1;
    private static final int G = 2;
    private static final int O = 3;

    @Override
    public double[] train(Given given) {
        double[] y =
                new double[given.examples() * layer.outputShape(given.shape()).size()];
        Passage.each(given, layer, passage -> {
            State state = new State(passage);
            for (int step = 0; step < passage.rows.size(); step++) {
                for (int j = 0; j < passage.hidden; j++) {
                    y[passage.output(passage.rows.get(step), j)] = state.h[step + 1][j];
                }
            }
        });
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        Map<String, double[]> gradients = Passage.each(given, layer, passage -> new State(passage).backward(dy));
        double[] dx = requireNonNull(gradients.remove("x"));
        return Gradients.of(dx, gradients);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    /** Gates, cells and states of all steps. */
    private static final class State {
        private final Passage passage;
        private final double[][][] gates;
        private final double[][] c;
        private final double[][] h;

        State(Passage passage) {
            this.passage = passage;
            int steps = passage.rows.size();
            gates = new double[steps][4][passage.hidden];
            c = new double[steps + 1][passage.hidden];
            h = new double[steps + 1][passage.hidden];
            for (int step = 0; step < steps; step++) {
                for (int j = 0; j < passage.hidden; j++) {
                    double[][] gate = gates[step];
                    for (int k = 0; k < 4; k++) {
                        double z = passage.input(k, j, passage.rows.get(step)) + passage.state(k, j, h[step]);
                        gate[k][j] = k == G ? Math.tanh(z) : sigmoid(z);
                    }
                    c[step + 1][j] = gate[F][j] * c[step][j] + gate[I][j] * gate[G][j];
                    h[step + 1][j] = gate[O][j] * Math.tanh(c[step + 1][j]);
                }
            }
        }

        void backward(double[] dy) {
            double[] dh = new double[passage.hidden];
            double[] dc = new double[passage.hidden];
            for (int step = passage.rows.size() - 1; step >= 0; step--) {
                int row = passage.rows.get(step);
                double[] dhBefore = new double[passage.hidden];
                for (int j = 0; j < passage.hidden; j++) {
                    dh[j] += dy[passage.output(row, j)];
                    double i = gates[step][I][j];
                    double f = gates[step][F][j];
                    double g = gates[step][G][j];
                    double o = gates[step][O][j];
                    double t = Math.tanh(c[step + 1][j]);
                    dc[j] += dh[j] * o * (1 - t * t);
                    double[] dz = {
                        dc[j] * g * i * (1 - i),
                        dc[j] * c[step][j] * f * (1 - f),
                        dc[j] * i * (1 - g * g),
                        dh[j] * t * o * (1 - o)
                    };
                    for (int k = 0; k < 4; k++) {
                        passage.inputBackward(k, j, row, dz[k]);
                        passage.stateBackward(k, j, h[step], dhBefore, dz[k]);
                    }
                    dc[j] *= f;
                }
                dh = dhBefore;
            }
        }
    }
}
