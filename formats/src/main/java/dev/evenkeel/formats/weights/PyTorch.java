package dev.evenkeel.formats.weights;

import dev.evenkeel.formats.weights.dialect.Dialect;
import dev.evenkeel.formats.weights.dialect.PyTorchDialect;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.safetensors.StreamContent;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * PyTorch's state dicts as safetensors files. A network whose layers have the names of PyTorch's modules takes their
 * tensors: kernels move from {@code [out, in / groups, ...]} to channels last, and so do the columns of a linear layer behind
 * a flatten of {@code [height, width, channels]}, with whatever has a value for each feature between the two. Images are
 * channels first there; sequences {@code [time, channels]} are if the network has a convolution or another layer that moves
 * over positions.
 *
 * <p>A {@code MultiheadAttention} is its linear layers, {@code x.in_proj} (or {@code x.q_proj}, {@code x.k_proj} and {@code
 * x.v_proj}) and {@code x.out_proj}; layer k of an {@code LSTM} or {@code GRU} of several is {@code x.k}. GPT-2's linear layers,
 * which transformers stores {@code [in, out]}, are told by the shape of {@code c_attn}. Networks of such layers need no
 * description: {@link #known}.
 *
 * <p>Prefixes as {@code module.} fall away. F32 is taken bit by bit, F16 and BF16 are widened, F64 is rounded.
 * {@code num_batches_tracked} becomes the evidence behind running statistics; where it is absent the count is unknown.
 * State dicts hold no settings: epsilon, the weight of the new batch and the estimator are those of the network's description.
 * {@code docs/conventions.md} shows each conversion.
 */
public final class PyTorch {
    private static final Dialect DIALECT = new PyTorchDialect();

    private PyTorch() {}

    /**
     * The network with a file's weights. Its provenance says where they come from and what PyTorch means by its settings.
     *
     * @throws dev.evenkeel.EvenkeelException if the file is damaged; or listing every tensor that is missing, surplus or of
     *     a wrong shape or type
     */
    public static Model load(Network network, Path file) {
        return open(file).into(network);
    }

    /**
     * As {@link #load(Network, Path)}, of a stream to its end, which stays open, as of a resource in a jar; {@code name} stands
     * in messages.
     */
    public static Model load(Network network, String name, InputStream content) {
        return open(name, StreamContent.read(name, content)).into(network);
    }

    /** A file whose layers have other names than the network's: to be renamed, or matched by order. */
    public static WeightsImport open(Path file) {
        return WeightsImport.of(DIALECT, WeightsSource.of(file));
    }

    /** As {@link #open(Path)}, of a file's bytes, as those of a resource in a jar; {@code name} stands in messages. */
    public static WeightsImport open(String name, byte[] content) {
        return WeightsImport.of(DIALECT, WeightsSource.of(name, content));
    }

    /** A file whose network need not be described, as it is known by its tensors' names: GPT-2, BERT, PyTorch's encoders and cells. */
    public static KnownNetwork known(Path file) {
        WeightsSource source = WeightsSource.of(file);
        return KnownNetwork.of(file, source, WeightsImport.of(DIALECT, source));
    }

    /** As {@link #known(Path)}, of a file's bytes; {@code name} stands in messages. */
    public static KnownNetwork known(String name, byte[] content) {
        WeightsSource source = WeightsSource.of(name, content);
        return KnownNetwork.of(source, WeightsImport.of(DIALECT, source));
    }

    /** What {@link #load} converts, tensor by tensor; it throws as that does. */
    public static ConversionReport conversions(Network network, Path file) {
        return open(file).conversions(network);
    }

    /**
     * Writes weights and running statistics atomically, as {@code load_state_dict} takes them; {@code num_batches_tracked}
     * only where the count is known. What stands outside the layers, as labels and the scaling of targets, is not written.
     *
     * @throws dev.evenkeel.EvenkeelException if the file cannot be written, or the order of features behind a flatten matters
     *     to a layer before the next linear one
     */
    public static void write(Model model, Path file) {
        WeightsWriter.write(DIALECT, model, file);
    }
}
