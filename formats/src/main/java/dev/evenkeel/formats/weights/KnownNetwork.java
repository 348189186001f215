package dev.evenkeel.formats.weights;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.weights.known.FileShapes;
import dev.evenkeel.formats.weights.known.KnownDescription;
import dev.evenkeel.formats.weights.known.KnownFamily;
import dev.evenkeel.formats.weights.known.KnownSettings;
import dev.evenkeel.formats.weights.naming.OuterNames;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A network that needs no description, as it is known by what its tensors are called: GPT-2, BERT, and PyTorch's {@code
 * nn.TransformerEncoder}, {@code nn.TransformerEncoderLayer}, {@code nn.MultiheadAttention}, {@code nn.LSTM} and {@code nn.GRU}.
 * Its layers have the names of the file. What tensors do not tell is said here, or by a {@code config.json} beside the file in
 * the words of transformers and PyTorch ({@code n_head}, {@code num_attention_heads}, {@code nhead}, {@code norm_first}, {@code
 * activation}, {@code layer_norm_eps}, ...). Immutable.
 *
 * <pre>{@code
 * Model gpt = PyTorch.known(Path.of("gpt2/model.safetensors")).heads(12).positions(128).model();
 * }</pre>
 */
@CheckReturnValue
public final class KnownNetwork {
    private static final int MAX_CONFIG_BYTES = 1 << 20;

    private final WeightsSource source;
    private final WeightsImport weights;
    private final KnownSettings settings;

    private KnownNetwork(WeightsSource source, WeightsImport weights, KnownSettings settings) {
        this.source = source;
        this.weights = weights;
        this.settings = settings;
    }

    static KnownNetwork of(WeightsSource source, WeightsImport weights) {
        return new KnownNetwork(source, weights, KnownSettings.NONE);
    }

    static KnownNetwork of(Path file, WeightsSource source, WeightsImport weights) {
        Path config = file.resolveSibling("config.json");
        return Files.isRegularFile(config) ? new KnownNetwork(source, weights, read(config)) : of(source, weights);
    }

    private static KnownSettings read(Path config) {
        try {
            if (Files.size(config) > MAX_CONFIG_BYTES) {
                throw new EvenkeelException(config + " is too large for a description of a network");
            }
            return KnownSettings.of(Json.parse(Files.readString(config)).asObject());
        } catch (JsonException | IOException wrong) {
            throw new EvenkeelException(config + " does not describe a network: " + wrong.getMessage(), wrong);
        }
    }

    /** How many heads attention has. */
    public KnownNetwork heads(int count) {
        return new KnownNetwork(source, weights, settings.heads(count));
    }

    /** How many positions a sequence has; of GPT-2 and BERT as many as they have positions for by default. */
    public KnownNetwork positions(int count) {
        return new KnownNetwork(source, weights, settings.positions(count));
    }

    /** Where PyTorch's encoders normalise: {@link Transformer.Order#PRE} for {@code norm_first=True}; behind the sums by default. */
    public KnownNetwork order(Transformer.Order order) {
        return new KnownNetwork(source, weights, settings.order(order));
    }

    /** Of feed-forward networks: by default GELU, by the hyperbolic tangent in GPT-2, and ReLU in PyTorch's encoders. */
    public KnownNetwork activation(Activate activation) {
        return new KnownNetwork(source, weights, settings.activation(activation));
    }

    /** Of layer normalizations: by default 1e-5, and 1e-12 in BERT. */
    public KnownNetwork epsilon(double epsilon) {
        return new KnownNetwork(source, weights, settings.epsilon(epsilon));
    }

    /** Whether the tensors are of a network that is known. */
    public boolean isKnown() {
        return family().isPresent();
    }

    private Optional<KnownFamily> family() {
        return KnownFamily.of(shapes());
    }

    private FileShapes shapes() {
        try (SafetensorsFile file = source.content().get()) {
            return new FileShapes(file.tensors().values(), this::areEqual);
        }
    }

    private boolean areEqual(String one, String other) {
        try (SafetensorsFile file = source.content().get()) {
            return file.tensor(one).type().isFloatingPoint()
                    && file.tensor(other).type().isFloatingPoint()
                    && Arrays.equals(file.floats(one), file.floats(other));
        }
    }

    private KnownDescription described() {
        FileShapes shapes = shapes();
        KnownFamily family = KnownFamily.of(shapes)
                .orElseThrow(() -> new EvenkeelException(
                        "The names of its tensors are of no network that is known. Describe the network. Known: "
                                + KnownFamily.ALL.stream()
                                        .map(KnownFamily::title)
                                        .collect(Collectors.joining(", "))));
        return family.describe(shapes, settings);
    }

    /** What it is, as "GPT-2 of 12 blocks, 768 wide, with 12 heads and 50257 tokens". */
    public String title() {
        return located().title();
    }

    /** The network without its weights. */
    public Network network() {
        return located().network();
    }

    /** The network with its weights. */
    public Model model() {
        return read().model();
    }

    /**
     * The network with its weights, what was converted, and what a reader should know.
     *
     * @throws EvenkeelException if the tensors are of no known network, something must be said that they do not tell, or one is
     *     missing or of a wrong shape
     */
    public LoadedWeights read() {
        KnownDescription description = located();
        WeightsImport reading = weights;
        for (String name : description.leftOut()) {
            reading = reading.without(OuterNames.escaped(name));
        }
        for (var names : description.renamed().entrySet()) {
            reading = reading.rename(OuterNames.escaped(names.getKey()), names.getValue());
        }
        LoadedWeights loaded = reading.read(description.network());
        List<String> remarks = new ArrayList<>(description.remarks());
        remarks.addAll(loaded.report().remarks());
        return new LoadedWeights(loaded.model(), loaded.report().with(remarks));
    }

    private KnownDescription located() {
        try {
            return described();
        } catch (EvenkeelException problem) {
            throw new EvenkeelException(source + ": " + problem.getMessage(), problem);
        }
    }
}
