package dev.evenkeel.formats.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/** Layers of sequences in double precision, straight from their formulas, on rows {@code [positions][channels]}. */
final class SequenceFormulas {
    private final Map<String, float[]> tensors;

    SequenceFormulas(Map<String, float[]> tensors) {
        this.tensors = tensors;
    }

    private float[] tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    double[][] rows(String table, float[] tokens) {
        float[] values = tensor(table);
        int width = values.length / Math.max(1, entries(table, tokens));
        double[][] rows = new double[tokens.length][width];
        for (int t = 0; t < tokens.length; t++) {
            for (int c = 0; c < width; c++) {
                int row = (int) tokens[t];
                rows[t][c] = values[row * width + c];
            }
        }
        return rows;
    }

    private int entries(String table, float[] tokens) {
        return Objects.requireNonNull(tensors.get(table + "#entries"), table + tokens.length).length;
    }

    static double[][] sum(double[][] one, double[][] other) {
        double[][] sum = new double[one.length][one[0].length];
        for (int t = 0; t < one.length; t++) {
            for (int c = 0; c < sum[t].length; c++) {
                sum[t][c] = one[t][c] + other[t][c];
            }
        }
        return sum;
    }

    /** {@code x W^T + b} with {@code W [out, in]}. */
    double[][] linear(double[][] x, String weight, String bias) {
        return product(x, tensor(weight), tensors.getOrDefault(bias, new float[0]), false);
    }

    /** {@code x W + b} with {@code W [in, out]}, transformers' Conv1D. */
    double[][] transposed(double[][] x, String weight, String bias) {
        return product(x, tensor(weight), tensors.getOrDefault(bias, new float[0]), true);
    }

    private static double[][] product(double[][] x, float[] weight, float[] bias, boolean transposed) {
        int inputs = x[0].length;
        int outputs = weight.length / inputs;
        double[][] y = new double[x.length][outputs];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < outputs; o++) {
                double sum = bias.length == 0 ? 0 : bias[o];
                for (int i = 0; i < inputs; i++) {
                    sum += x[t][i] * weight[transposed ? i * outputs + o : o * inputs + i];
                }
                y[t][o] = sum;
            }
        }
        return y;
    }

    double[][] layerNorm(double[][] x, String weight, String bias, double epsilon) {
        float[] gamma = tensor(weight);
        float[] beta = tensors.getOrDefault(bias, new float[gamma.length]);
        double[][] y = new double[x.length][gamma.length];
        for (int t = 0; t < x.length; t++) {
            double mean = 0;
            for (double value : x[t]) {
                mean += value / gamma.length;
            }
            double variance = 0;
            for (double value : x[t]) {
                variance += (value - mean) * (value - mean) / gamma.length;
            }
            for (int c = 0; c < gamma.length; c++) {
                y[t][c] = (x[t][c] - mean) / Math.sqrt(variance + epsilon) * gamma[c] + beta[c];
            }
        }
        return y;
    }

    static double[][] apply(double[][] x, DoubleUnaryOperator function) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = java.util.Arrays.stream(x[t]).map(function).toArray();
        }
        return y;
    }

    static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** {@code x/2 (1 + erf(x / sqrt 2))}, erf by its series. */
    static double gelu(double x) {
        double z = x / Math.sqrt(2);
        double term = z;
        double sum = z;
        for (int n = 1; n < 200; n++) {
            term *= -z * z / n;
            sum += term / (2 * n + 1);
        }
        return x / 2 * (1 + 2 / Math.sqrt(Math.PI) * sum);
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double[][] columns(double[][] x, int from, int to) {
        double[][] part = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            part[t] = java.util.Arrays.copyOfRange(x[t], from, to);
        }
        return part;
    }

    /** Scaled dot-product attention of heads behind each other. */
    static double[][] attention(double[][] q, double[][] k, double[][] v, int heads, boolean causal) {
        int width = q[0].length / heads;
        int of = v[0].length / heads;
        double[][] y = new double[q.length][v[0].length];
        for (int head = 0; head < heads; head++) {
            for (int i = 0; i < q.length; i++) {
                double[] p = new double[k.length];
                double total = 0;
                for (int j = 0; j < (causal ? i + 1 : k.length); j++) {
                    double score = 0;
                    for (int c = 0; c < width; c++) {
                        score += q[i][head * width + c] * k[j][head * width + c];
                    }
                    p[j] = Math.exp(score / Math.sqrt(width));
                    total += p[j];
                }
                for (int j = 0; j < k.length; j++) {
                    for (int c = 0; c < of; c++) {
                        y[i][head * of + c] += p[j] / total * v[j][head * of + c];
                    }
                }
            }
        }
        return y;
    }

    static double[][] packed(double[][] qkv, int heads, boolean causal) {
        int width = qkv[0].length / 3;
        return attention(
                columns(qkv, 0, width),
                columns(qkv, width, 2 * width),
                columns(qkv, 2 * width, 3 * width),
                heads,
                causal);
    }

    /** One direction of PyTorch's nn.LSTM (4 gates i, f, g, o) or nn.GRU (3 gates r, z, n). */
    double[][] recurrent(double[][] x, String start, String end, int hidden, boolean reverse) {
        double[][] inputs = linear(x, start + "weight_ih" + end, start + "bias_ih" + end);
        boolean lstm = inputs[0].length == 4 * hidden;
        double[] h = new double[hidden];
        double[] c = new double[hidden];
        double[][] y = new double[x.length][];
        for (int step = 0; step < x.length; step++) {
            int t = reverse ? x.length - 1 - step : step;
            double[] a = inputs[t];
            double[] b = linear(new double[][] {h}, start + "weight_hh" + end, start + "bias_hh" + end)[0];
            double[] next = new double[hidden];
            for (int j = 0; j < hidden; j++) {
                if (lstm) {
                    double i = sigmoid(a[j] + b[j]);
                    double f = sigmoid(a[hidden + j] + b[hidden + j]);
                    double g = Math.tanh(a[2 * hidden + j] + b[2 * hidden + j]);
                    double o = sigmoid(a[3 * hidden + j] + b[3 * hidden + j]);
                    c[j] = f * c[j] + i * g;
                    next[j] = o * Math.tanh(c[j]);
                } else {
                    double r = sigmoid(a[j] + b[j]);
                    double z = sigmoid(a[hidden + j] + b[hidden + j]);
                    double n = Math.tanh(a[2 * hidden + j] + r * b[2 * hidden + j]);
                    next[j] = (1 - z) * n + z * h[j];
                }
            }
            h = next;
            y[t] = next;
        }
        return y;
    }

    static double[][] beside(double[][] one, double[][] other) {
        double[][] both = new double[one.length][];
        for (int t = 0; t < one.length; t++) {
            both[t] = java.util.stream.DoubleStream.concat(
                            java.util.Arrays.stream(one[t]), java.util.Arrays.stream(other[t]))
                    .toArray();
        }
        return both;
    }

    /** A linear layer as PyTorch stores it, or transposed. */
    double[][] linear(double[][] x, String name, boolean transposed) {
        return transposed
                ? transposed(x, name + ".weight", name + ".bias")
                : linear(x, name + ".weight", name + ".bias");
    }

    /** Fails unless the model gives this, folded or not, to 1e-5. */
    static void isNear(Model model, float[] input, double[][] right) {
        double[] all = Arrays.stream(right).flatMapToDouble(Arrays::stream).toArray();
        for (Predictor predictor : List.of(model.freeze(), model.freezeUnfolded())) {
            float[] came = predictor.predict(input);
            assertThat(came).hasSameSizeAs(all);
            for (int at = 0; at < all.length; at++) {
                assertThat((double) came[at])
                        .as("output %d", at)
                        .isCloseTo(all[at], within(1e-5 * Math.max(1, Math.abs(all[at]))));
            }
        }
    }
}
