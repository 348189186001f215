package dev.evenkeel.formats.weights;

import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.formats.weights.dialect.Dialect;
import dev.evenkeel.formats.weights.dialect.KerasDialect;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.safetensors.StreamContent;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Weights by the names of Keras in safetensors files, {@code layer/kernel} or {@code layer.kernel}: {@code gamma},
 * {@code beta}, {@code moving_mean} and {@code moving_variance}; kernels {@code [..., in / groups, out]}, transposed ones
 * {@code [..., out, in]}, depthwise ones {@code [..., in, multiples]} or as grouped ones, dense ones {@code [in, out]}.
 * Channels are last there as here, so a flatten changes nothing. Batches are not counted: the evidence behind running
 * statistics is unknown. {@link Conventions#KERAS} says what its batch normalization means.
 */
public final class Keras {
    private static final Dialect DIALECT = new KerasDialect();

    private Keras() {}

    /** The network with a file's weights, as {@link PyTorch#load}. */
    public static Model load(Network network, Path file) {
        return open(file).into(network);
    }

    /** As {@link #load(Network, Path)}, of a stream to its end, which stays open; {@code name} stands in messages. */
    public static Model load(Network network, String name, InputStream content) {
        return open(name, StreamContent.read(name, content)).into(network);
    }

    /** A file whose layers have other names, as {@link PyTorch#open}. */
    public static WeightsImport open(Path file) {
        return WeightsImport.of(DIALECT, WeightsSource.of(file));
    }

    /** As {@link #open(Path)}, of a file's bytes, as those of a resource in a jar; {@code name} stands in messages. */
    public static WeightsImport open(String name, byte[] content) {
        return WeightsImport.of(DIALECT, WeightsSource.of(name, content));
    }

    /** What {@link #load} converts, tensor by tensor; it throws as that does. */
    public static ConversionReport conversions(Network network, Path file) {
        return open(file).conversions(network);
    }

    /** Writes weights and running statistics atomically, as {@link PyTorch#write}. */
    public static void write(Model model, Path file) {
        WeightsWriter.write(DIALECT, model, file);
    }
}
