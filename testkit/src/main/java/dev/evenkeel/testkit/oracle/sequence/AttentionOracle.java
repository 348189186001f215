package dev.evenkeel.testkit.oracle.sequence;

import dev.evenkeel.sequence.Attention;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.ArrayList;
import java.util.List;

/** {@code y_i = sum_j p_ij v_j}, {@code p_i = softmax(cap(scale q_i k_j) + bias_ij)} over the keys that i may attend to. */
public record AttentionOracle(Attention attention) implements Oracle {
    @Override
    public double[] train(Given given) {
        return new Computed(given).outputs();
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        return new Computed(given).gradients(dy);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    /** All of it, the slow way: one number after the other. */
    private final class Computed {
        private final Given given;
        private final int heads = attention.heads();
        private final int shared = attention.keyValueHeads();
        private final int queries;
        private final int keys;
        private final int width;
        private final int valueWidth;
        private final double scale;

        Computed(Given given) {
            this.given = given;
            List<Shape> shapes = given.shapes();
            queries = shapes.get(0).positions();
            keys = shapes.get(shapes.size() == 1 ? 0 : 1).positions();
            int channels = shapes.get(0).channels();
            width = shapes.size() == 1 ? channels / (heads + 2 * shared) : channels / heads;
            valueWidth = shapes.size() < 3 ? width : shapes.get(2).channels() / shared;
            scale = attention.scale() == 0 ? 1 / Math.sqrt(width) : attention.scale();
        }

        private int channels(int input) {
            return given.shapes().get(input).channels();
        }

        private int q(int example, int i, int head, int c) {
            return (example * queries + i) * channels(0) + head * width + c;
        }

        private int keyInput() {
            return given.shapes().size() == 1 ? 0 : 1;
        }

        private int valueInput() {
            return given.shapes().size() > 2 ? 2 : keyInput();
        }

        private int k(int example, int j, int head, int c) {
            int before = keyInput() == 0 ? heads * width : 0;
            return (example * keys + j) * channels(keyInput()) + before + head * shared / heads * width + c;
        }

        private int v(int example, int j, int head, int c) {
            int before = switch (given.shapes().size()) {
                case 1 -> (heads + shared) * width;
                case 2 -> shared * width;
                default -> 0;
            };
            return (example * keys + j) * channels(valueInput()) + before + head * shared / heads * valueWidth + c;
        }

        private int bias(int example, int head, int i, int j) {
            int matrices = given.shapes().get(3).size() / (queries * keys);
            return ((example * matrices + head % matrices) * queries + i) * keys + j;
        }

        private boolean attends(int example, int i, int j) {
            boolean real = given.real()[example * queries + i] && (queries != keys || given.real()[example * keys + j]);
            return real && (attention.span() == Attention.Span.ALL || j <= i);
        }

        /** {@code tanh} of the score by the softcap; 0 without one. */
        private double capped(int example, int head, int i, int j) {
            return attention.softcap() == 0 ? 0 : Math.tanh(product(example, head, i, j) / attention.softcap());
        }

        private double product(int example, int head, int i, int j) {
            double score = 0;
            for (int c = 0; c < width; c++) {
                score += scale
                        * given.inputs().get(0)[q(example, i, head, c)]
                        * given.inputs().get(keyInput())[k(example, j, head, c)];
            }
            return score;
        }

        private double[] probabilities(int example, int head, int i) {
            double[] p = new double[keys];
            double sum = 0;
            for (int j = 0; j < keys; j++) {
                if (attends(example, i, j)) {
                    double score = attention.softcap() == 0
                            ? product(example, head, i, j)
                            : attention.softcap() * capped(example, head, i, j);
                    if (given.shapes().size() > 3) {
                        score += given.inputs().get(3)[bias(example, head, i, j)];
                    }
                    p[j] = Math.exp(score);
                    sum += p[j];
                }
            }
            for (int j = 0; j < keys && sum > 0; j++) {
                p[j] /= sum;
            }
            return p;
        }

        double[] outputs() {
            double[] y = new double[given.examples() * queries * heads * valueWidth];
            for (int row = 0; row < given.examples() * queries * heads; row++) {
                int example = row / (queries * heads);
                int i = row / heads % queries;
                int head = row % heads;
                double[] p = probabilities(example, head, i);
                for (int j = 0; j < keys; j++) {
                    for (int c = 0; c < valueWidth && p[j] > 0; c++) {
                        y[row * valueWidth + c] += p[j] * given.inputs().get(valueInput())[v(example, j, head, c)];
                    }
                }
            }
            return y;
        }

        Gradients gradients(double[] dy) {
            List<double[]> dx = new ArrayList<>();
            given.inputs().forEach(input -> dx.add(new double[input.length]));
            for (int row = 0; row < given.examples() * queries * heads; row++) {
                int example = row / (queries * heads);
                int i = row / heads % queries;
                int head = row % heads;
                double[] p = probabilities(example, head, i);
                double[] dp = new double[keys];
                double mean = 0;
                for (int j = 0; j < keys; j++) {
                    for (int c = 0; c < valueWidth && p[j] > 0; c++) {
                        int at = v(example, j, head, c);
                        dp[j] += dy[row * valueWidth + c] * given.inputs().get(valueInput())[at];
                        dx.get(valueInput())[at] += p[j] * dy[row * valueWidth + c];
                    }
                    mean += p[j] * dp[j];
                }
                for (int j = 0; j < keys; j++) {
                    double ds = p[j] * (dp[j] - mean);
                    double tanh = p[j] > 0 ? capped(example, head, i, j) : 0;
                    double dproduct = ds * (1 - tanh * tanh);
                    for (int c = 0; c < width && p[j] > 0; c++) {
                        int queryAt = q(example, i, head, c);
                        int keyAt = k(example, j, head, c);
                        dx.get(0)[queryAt] += scale * dproduct * given.inputs().get(keyInput())[keyAt];
                        dx.get(keyInput())[keyAt] +=
                                scale * dproduct * given.inputs().get(0)[queryAt];
                    }
                    if (given.shapes().size() > 3) {
                        dx.get(3)[bias(example, head, i, j)] += ds;
                    }
                }
            }
            return new Gradients(dx, java.util.Map.of());
        }
    }
}
