package dev.evenkeel.comparison;

import dev.evenkeel.comparison.Task.Attention;
import dev.evenkeel.comparison.value.Values;

/** What causal attention and its gradients should give, in double, row by row of scores. */
final class AttentionEvidence {
    private final Attention task;
    private final float[] x;
    private final float[] dy;
    private final double[] y;
    private final double[] dx;
    private final double[] probabilities;

    AttentionEvidence(Attention task) {
        this.task = task;
        x = Values.input(task.rows() * 3 * task.channels());
        dy = Values.outputGradient(task.rows() * task.channels());
        y = new double[dy.length];
        dx = new double[x.length];
        probabilities = new double[task.positions()];
    }

    Evidence evidence() {
        for (int example = 0; example < task.batch(); example++) {
            for (int head = 0; head < task.heads(); head++) {
                for (int query = 0; query < task.positions(); query++) {
                    int first = example * task.positions();
                    row(first, first + query, head * task.width());
                }
            }
        }
        return task.pass() == Pass.FORWARD
                ? Reference.sampled("output", y.length, place -> y[place])
                : Reference.sampled("input gradient", dx.length, place -> dx[place]);
    }

    /** A query's row against all keys from the sequence's first row on, and its share of all gradients. */
    private void row(int first, int query, int channel) {
        double scale = 1 / Math.sqrt(task.width());
        int q = query * 3 * task.channels() + channel;
        double sum = 0;
        for (int key = first; key <= query; key++) {
            // The inputs are small, so that no maximum need be subtracted.
            probabilities[key - first] = Math.exp(scale * dot(x, q, x, key(key, channel)));
            sum += probabilities[key - first];
        }
        int out = query * task.channels() + channel;
        double mean = 0;
        for (int key = first; key <= query; key++) {
            probabilities[key - first] /= sum;
            double p = probabilities[key - first];
            int v = key(key, channel) + task.channels();
            for (int c = 0; c < task.width(); c++) {
                y[out + c] += p * x[v + c];
                dx[v + c] += p * dy[out + c];
            }
            mean += task.pass() == Pass.FORWARD ? 0 : p * dot(dy, out, x, v);
        }
        for (int key = first; task.pass() != Pass.FORWARD && key <= query; key++) {
            int k = key(key, channel);
            double ds = scale * probabilities[key - first] * (dot(dy, out, x, k + task.channels()) - mean);
            for (int c = 0; c < task.width(); c++) {
                dx[q + c] += ds * x[k + c];
                dx[k + c] += ds * x[q + c];
            }
        }
    }

    private int key(int row, int channel) {
        return (row * 3 + 1) * task.channels() + channel;
    }

    private double dot(float[] a, int from, float[] b, int start) {
        double sum = 0;
        for (int c = 0; c < task.width(); c++) {
            sum += (double) a[from + c] * b[start + c];
        }
        return sum;
    }
}
