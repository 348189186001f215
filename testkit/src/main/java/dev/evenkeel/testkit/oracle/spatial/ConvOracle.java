package dev.evenkeel.testkit.oracle.spatial;

import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.testkit.oracle.Given;

/** {@code y[o, c] = b[c] + sum over k, i of x[o * stride - before + k * dilation, i] W[c, k, i]}, i of the group of c. */
public record ConvOracle(Conv layer) implements ProductSums {
    @Override
    public Reads reads(Given given) {
        return Reads.of(given.shape(), layer.window());
    }

    @Override
    public void each(Given given, Reads reads, Product product) {
        int channels = layer.channels();
        int inputs = given.channels();
        int group = inputs / layer.groups();
        for (int n = 0; n < given.examples(); n++) {
            for (int o = 0; o < reads.outputs(); o++) {
                int[] taps = reads.taps()[o];
                for (int c = 0; c < channels; c++) {
                    int first = c / (channels / layer.groups()) * group;
                    for (int k = 0; k < taps.length; k++) {
                        for (int i = 0; i < group && taps[k] != Reads.OUTSIDE; i++) {
                            product.of(
                                    (n * reads.extent() + taps[k]) * inputs + first + i,
                                    (c * taps.length + k) * group + i,
                                    (n * reads.outputs() + o) * channels + c);
                        }
                    }
                }
            }
        }
    }

    @Override
    public int positions(Reads reads) {
        return reads.outputs();
    }

    @Override
    public int weightsPerTap(Given given) {
        return layer.channels() * (given.channels() / layer.groups());
    }

    @Override
    public int channels() {
        return layer.channels();
    }

    @Override
    public Linear.Bias bias() {
        return layer.bias();
    }
}
