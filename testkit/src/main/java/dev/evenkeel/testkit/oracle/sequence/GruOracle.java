package dev.evenkeel.testkit.oracle.sequence;

import static dev.evenkeel.testkit.oracle.sequence.Passage.sigmoid;
import static java.util.Objects.requireNonNull;

import dev.evenkeel.sequence.Gru;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.Map;

/** {@code h' = (1 - z) n + z h}, gates r, z, n, the reset after or before the product; padded positions left out. */
public record GruOracle(Gru layer) implements Oracle {
    private static final int R = 0;
    private static final int Z = 1;
    private static final int N = 2;

    @Override
    public double[] train(Given given) {
        double[] y =
                new double[given.examples() * layer.outputShape(given.shape()).size()];
        Passage.each(given, layer, passage -> {
            State state = new State(passage, layer.reset());
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
        Map<String, double[]> gradients =
                Passage.each(given, layer, passage -> new State(passage, layer.reset()).backward(dy));
        double[] dx = requireNonNull(gradients.remove("x"));
        return Gradients.of(dx, gradients);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    /** Gates and states of all steps. */
    private static final class State {
        private final Passage passage;
        private final boolean after;
        private final double[][][] gates;
        private final double[][] h;

        State(Passage passage, Gru.Reset reset) {
            this.passage = passage;
            after = reset == Gru.Reset.AFTER;
            int steps = passage.rows.size();
            gates = new double[steps][3][passage.hidden];
            h = new double[steps + 1][passage.hidden];
            for (int step = 0; step < steps; step++) {
                double[][] gate = gates[step];
                int row = passage.rows.get(step);
                for (int j = 0; j < passage.hidden; j++) {
                    gate[R][j] = sigmoid(passage.input(R, j, row) + passage.state(R, j, h[step]));
                    gate[Z][j] = sigmoid(passage.input(Z, j, row) + passage.state(Z, j, h[step]));
                }
                for (int j = 0; j < passage.hidden; j++) {
                    double product = after
                            ? gate[R][j] * passage.state(N, j, h[step])
                            : passage.state(N, j, product(gate[R], h[step]));
                    gate[N][j] = Math.tanh(passage.input(N, j, row) + product);
                    h[step + 1][j] = (1 - gate[Z][j]) * gate[N][j] + gate[Z][j] * h[step][j];
                }
            }
        }

        private static double[] product(double[] a, double[] b) {
            double[] product = new double[a.length];
            for (int j = 0; j < a.length; j++) {
                product[j] = a[j] * b[j];
            }
            return product;
        }

        void backward(double[] dy) {
            double[] dh = new double[passage.hidden];
            for (int step = passage.rows.size() - 1; step >= 0; step--) {
                int row = passage.rows.get(step);
                double[] before = h[step];
                double[] r = gates[step][R];
                double[] z = gates[step][Z];
                double[] n = gates[step][N];
                double[] dhBefore = new double[passage.hidden];
                double[] dr = new double[passage.hidden];
                double[] dReset = new double[passage.hidden];
                for (int j = 0; j < passage.hidden; j++) {
                    double d = dh[j] + dy[passage.output(row, j)];
                    dhBefore[j] += d * z[j];
                    double dz = d * (before[j] - n[j]) * z[j] * (1 - z[j]);
                    passage.inputBackward(Z, j, row, dz);
                    passage.stateBackward(Z, j, before, dhBefore, dz);
                    double dn = d * (1 - z[j]) * (1 - n[j] * n[j]);
                    passage.inputBackward(N, j, row, dn);
                    if (after) {
                        dr[j] += dn * passage.state(N, j, before);
                        passage.stateBackward(N, j, before, dhBefore, dn * r[j]);
                    } else {
                        passage.stateBackward(N, j, product(r, before), dReset, dn);
                    }
                }
                for (int j = 0; j < passage.hidden; j++) {
                    dr[j] += dReset[j] * before[j];
                    dhBefore[j] += dReset[j] * r[j];
                }
                for (int j = 0; j < passage.hidden; j++) {
                    double d = dr[j] * r[j] * (1 - r[j]);
                    passage.inputBackward(R, j, row, d);
                    passage.stateBackward(R, j, before, dhBefore, d);
                }
                dh = dhBefore;
            }
        }
    }
}
