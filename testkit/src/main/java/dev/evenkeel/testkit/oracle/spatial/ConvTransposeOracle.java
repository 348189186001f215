package dev.evenkeel.testkit.oracle.spatial;

import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.testkit.oracle.Given;

/** {@code y[i * stride - before + k * dilation, c] += x[i, j] W[j, k, c]}, c of the group of j; then {@code + b[c]}. */
public record ConvTransposeOracle(ConvTranspose layer) implements ProductSums {
    /** Which output positions each input position writes. */
    @Override
    public Reads reads(Given given) {
        return Reads.of(given.shape(), axis -> along(given.shape().extent(axis), axis));
    }

    private Reads along(int inputs, int axis) {
        int size = layer.window().size().at(axis);
        int stride = layer.window().stride().at(axis);
        int dilation = layer.window().dilation().at(axis);
        Padding.Explicit padding = (Padding.Explicit) layer.window().padding();
        int before = padding.before().at(axis);
        int after = padding.after().at(axis);
        int added = layer.outputPadding().at(axis);
        int outputs = (inputs - 1) * stride + (size - 1) * dilation + 1 - before - after + added;
        return Reads.moving(outputs, inputs, size, stride, dilation, before);
    }

    @Override
    public void each(Given given, Reads writes, Product product) {
        int channels = layer.channels();
        int inputs = given.channels();
        int group = channels / layer.groups();
        for (int n = 0; n < given.examples(); n++) {
            for (int i = 0; i < writes.outputs(); i++) {
                int[] taps = writes.taps()[i];
                for (int j = 0; j < inputs; j++) {
                    int first = j / (inputs / layer.groups()) * group;
                    for (int k = 0; k < taps.length; k++) {
                        for (int c = 0; c < group && taps[k] != Reads.OUTSIDE; c++) {
                            product.of(
                                    (n * writes.outputs() + i) * inputs + j,
                                    (j * taps.length + k) * group + c,
                                    (n * writes.extent() + taps[k]) * channels + first + c);
                        }
                    }
                }
            }
        }
    }

    @Override
    public int positions(Reads writes) {
        return writes.extent();
    }

    @Override
    public int weightsPerTap(Given given) {
        return given.channels() * (layer.channels() / layer.groups());
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
