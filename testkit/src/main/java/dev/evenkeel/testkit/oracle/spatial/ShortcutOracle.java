package dev.evenkeel.testkit.oracle.spatial;

import dev.evenkeel.spatial.IdentityShortcut;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;

/** {@code y[o, c] = x[o * stride, c - (channels - inputs) / 2]} where the input has such a channel, else 0. */
public record ShortcutOracle(IdentityShortcut layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] y = new double[given.examples() * reads(given).outputs() * layer.channels()];
        each(given, (atX, atY) -> y[atY] = given.input()[atX]);
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] dx = new double[given.input().length];
        each(given, (atX, atY) -> dx[atX] = dy[atY]);
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    /** An input that is an output, by the index of both. */
    private interface Copy {
        void of(int x, int y);
    }

    private void each(Given given, Copy copy) {
        Reads reads = reads(given);
        int inputs = given.channels();
        int zeros = (layer.channels() - inputs) / 2;
        for (int n = 0; n < given.examples(); n++) {
            for (int o = 0; o < reads.outputs(); o++) {
                for (int i = 0; i < inputs; i++) {
                    copy.of(
                            (n * reads.extent() + reads.taps()[o][0]) * inputs + i,
                            (n * reads.outputs() + o) * layer.channels() + zeros + i);
                }
            }
        }
    }

    private Reads reads(Given given) {
        return Reads.of(given.shape(), axis -> {
            int extent = given.shape().extent(axis);
            return Reads.moving(extent, Reads.ceil(extent, layer.stride()), 1, layer.stride(), 1, 0);
        });
    }
}
