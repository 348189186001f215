package dev.evenkeel.model;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.safetensors.StreamContent;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.text.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A network with weights, running statistics, the sample counts behind them and provenance: what training returns and what a
 * file holds. Immutable. It does not predict: {@link #freeze} makes the {@link Predictor} that does.
 */
@CheckReturnValue
public final class Model {
    /** The attachment that says how running statistics were gathered after training, as JSON. */
    public static final String RECALIBRATION = "recalibration";

    private final Network network;
    private final Map<String, Tensor> tensors;
    private final Map<String, SampleCounts> sampleCounts;
    private final Output output;
    private final JsonObject provenance;
    private final Map<String, String> attachments;

    /**
     * What the outputs mean.
     *
     * @param outputActivation what turns them into probabilities
     * @param labels the classes' names in order; empty if there are no classes
     * @param scaling how targets were scaled for training, if they were
     */
    public record Output(OutputActivation outputActivation, List<String> labels, Optional<TargetScaling> scaling) {
        public Output {
            labels = List.copyOf(labels);
        }

        /** Outputs as they are. */
        public static Output plain() {
            return new Output(OutputActivation.IDENTITY, List.of(), Optional.empty());
        }

        /** What each of {@code count} outputs is called: its label, or its number where it is a score, or {@code value}. */
        public List<String> names(int count) {
            if (labels.size() == count) {
                return labels;
            }
            String stem = outputActivation == OutputActivation.IDENTITY ? "value" : "";
            return count == 1 && !stem.isEmpty()
                    ? List.of(stem)
                    : IntStream.range(0, count).mapToObj(index -> stem + index).toList();
        }

        /** The likeliest class by {@code count} outputs from {@code offset} on; none if one of them is not finite. */
        public static OptionalInt likeliest(float[] outputs, int offset, int count) {
            int best = 0;
            for (int index = 0; index < count; index++) {
                if (!Float.isFinite(outputs[offset + index])) {
                    return OptionalInt.empty();
                }
                best = outputs[offset + index] > outputs[offset + best] ? index : best;
            }
            return OptionalInt.of(best);
        }
    }

    /**
     * A model of its parts.
     *
     * @param tensors every parameter and running statistic of the network by its full name, as {@code 3.weight}
     * @param sampleCounts what stands behind each layer's statistics, by the layer's name; {@link SampleCounts#UNKNOWN} if absent
     * @throws EvenkeelException listing every tensor that is missing, surplus or of a wrong shape
     */
    public Model(
            Network network,
            Map<String, Tensor> tensors,
            Map<String, SampleCounts> sampleCounts,
            Output output,
            JsonObject provenance,
            Map<String, String> attachments) {
        this.network = network;
        this.tensors = NetworkTensors.inOrder(network, tensors);
        this.sampleCounts = Collections.unmodifiableMap(new LinkedHashMap<>(sampleCounts));
        this.output = output;
        this.provenance = provenance;
        this.attachments = Collections.unmodifiableMap(new LinkedHashMap<>(attachments));
    }

    /**
     * Reads a model file, which need not be trusted.
     *
     * @throws EvenkeelException if the file is damaged, not a model, or of a newer format
     */
    public static Model read(Path file) {
        return read(file, LayerRegistry.standard());
    }

    /** Reads a model file whose network may use layers of one's own. */
    public static Model read(Path file, LayerRegistry registry) {
        return ModelFile.read(file, registry);
    }

    /**
     * Reads a model from a stream to its end, as of a resource in a jar:
     * {@code Model.read("digits", Main.class.getResourceAsStream("digits.safetensors"))}. The stream stays open.
     *
     * @param name what to call it in messages
     * @throws EvenkeelException as {@link #read(Path)}, and if the stream cannot be read or is too long for Java's memory
     */
    public static Model read(String name, InputStream content) {
        return read(name, StreamContent.read(name, content));
    }

    /**
     * Reads a model from a file's bytes.
     *
     * @param name what to call it in messages
     */
    public static Model read(String name, byte[] content) {
        return read(name, content, LayerRegistry.standard());
    }

    /** Reads a model, whose network may use layers of one's own, from a file's bytes. */
    public static Model read(String name, byte[] content, LayerRegistry registry) {
        return ModelFile.read(name, content, registry);
    }

    /** Writes to a stream what {@link #write(Path)} would write to a file; the stream stays open. */
    public void write(OutputStream target) throws IOException {
        ModelFile.write(this, target);
    }

    /** Writes this model atomically: the file is the old or the new one at any instant. */
    public void write(Path file) {
        ModelFile.write(this, file);
    }

    public Network network() {
        return network;
    }

    /** Every parameter and running statistic by its full name, in the network's order. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** One tensor by its full name, as {@code 3.weight}. @throws EvenkeelException if there is none */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new EvenkeelException(
                    "The model has no tensor '" + name + "'" + Suggestion.hint(name, tensors.keySet()));
        }
        return tensor;
    }

    /** What stands behind the running statistics of a layer. */
    public SampleCounts sampleCounts(String layer) {
        return sampleCounts.getOrDefault(layer, SampleCounts.UNKNOWN);
    }

    public Output output() {
        return output;
    }

    /** Data and its hash, settings, seed, steps and versions: whatever determines the weights. */
    public JsonObject provenance() {
        return provenance;
    }

    /** Texts that others keep with the model by name, as the encoding of a table's columns. */
    public Map<String, String> attachments() {
        return attachments;
    }

    public Model withAttachment(String name, String text) {
        Map<String, String> more = new LinkedHashMap<>(attachments);
        more.put(name, text);
        return new Model(network, tensors, sampleCounts, output, provenance, more);
    }

    public Model withoutAttachment(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(attachments);
        fewer.remove(name);
        return new Model(network, tensors, sampleCounts, output, provenance, fewer);
    }

    /**
     * Which statistics the normalization layers hold, over what they were pooled, and how far running averages and those of
     * the population lie apart; empty if nobody said, as in files from elsewhere.
     */
    public Optional<StatisticsOrigin> statistics() {
        return StatisticsOrigin.of(attachments);
    }

    /**
     * Whether a layer's statistics are known to be a population's, with the final weights: no initial values are left in them.
     * Files of earlier versions tell it of the model as a whole.
     */
    public boolean holdsPopulation(String layer) {
        return statistics()
                .map(account -> account.isPopulation(layer))
                .orElseGet(() -> attachments.containsKey(RECALIBRATION));
    }

    /** The same model with another account of its statistics. */
    public Model with(StatisticsOrigin account) {
        return withAttachment(StatisticsOrigin.ATTACHMENT, account.toJson().toString());
    }

    /** The same network with other values for some tensors and other sample counts for some layers. */
    public Model with(Map<String, Tensor> changed, Map<String, SampleCounts> newEvidence) {
        Map<String, Tensor> values = new LinkedHashMap<>(tensors);
        values.putAll(changed);
        Map<String, SampleCounts> behind = new LinkedHashMap<>(sampleCounts);
        behind.putAll(newEvidence);
        return new Model(network, values, behind, output, provenance, attachments);
    }

    /**
     * These tensors under another description of the same layers, as one that freezes others of them.
     *
     * @throws EvenkeelException if the description needs other tensors
     */
    public Model with(Network described) {
        return new Model(described, tensors, sampleCounts, output, provenance, attachments);
    }

    /**
     * The same model, whose outputs are scores of classes that are called so, in the order of the outputs: a softmax makes
     * probabilities of them. A softmax at the network's end is that very one, and leaves the network. For models from
     * elsewhere, as state dicts name no classes.
     *
     * @throws EvenkeelException if there is not one name for each output, or a name twice
     */
    public Model withLabels(List<String> labels) {
        return NamedClasses.of(this, labels);
    }

    /** As {@link #withLabels(List)}. */
    public Model withLabels(String... labels) {
        return withLabels(List.of(labels));
    }

    /** The same model with another meaning of its outputs. */
    public Model with(Output meaning) {
        return new Model(network, tensors, sampleCounts, meaning, provenance, attachments);
    }

    /**
     * The predictor of this model: running statistics become constants and are folded into neighbouring layers; dropout
     * is gone. {@link Predictor#folding()} tells what was folded and the bounds of the difference; {@link #freeze(Dataset)}
     * measures it.
     *
     * @throws EvenkeelException if statistics were never gathered, are not finite, or a variance is negative
     */
    public Predictor freeze() {
        return Freezing.freeze(this, PreferredKernels.kernels());
    }

    /**
     * As {@link #freeze()}, measuring the difference that folding makes on up to 256 examples of {@code data}: that of the
     * outputs, and of each folded product channel by channel ({@link dev.evenkeel.inference.FoldError}).
     */
    public Predictor freeze(Dataset data) {
        return Freezing.freeze(this, PreferredKernels.kernels(), data);
    }

    /**
     * Whether the network computes the same of a sequence cut to fewer positions, as long as those that fall away are padding:
     * each of its layers either looks at one position alone, or at real ones, and its output has no positions.
     */
    public boolean followsLength() {
        return Freezing.followsLength(this);
    }

    /** The predictor without folding: every layer as its own operation. */
    public Predictor freezeUnfolded() {
        return Freezing.unfolded(this, PreferredKernels.kernels());
    }

    /**
     * The operations that {@link #freezeUnfolded} computes, one for each layer, and one more that scales targets back if
     * they were scaled; {@link Predictor#folded} makes of them what {@link #freeze()} computes.
     *
     * @throws EvenkeelException as {@link #freeze()}
     */
    public List<OperationNode> operations() {
        return Freezing.operations(this);
    }

    /**
     * This model with the population statistics of {@code data} in every batch normalization, pooled exactly over all
     * examples, dropout off ("precise BN", Wu and Johnson 2021). Layer by layer: each is gathered with those before it
     * already final and computing as in inference. Padded positions are left out, and so are examples that are not finite. Statistics that the network's description
     * freezes stay as they are. Computes with all processors; no bit of the result depends on it.
     */
    public Model recalibrate(Dataset data) {
        return recalibrate(data, Pooling.standard());
    }

    /** As {@link #recalibrate(Dataset)}, but as {@code how} says. */
    public Model recalibrate(Dataset data, Pooling how) {
        return Recalibration.layerByLayer(this, data, how);
    }

    /**
     * As {@link #recalibrate(Dataset, Pooling)}, but over a sample.
     *
     * @param sample of the population
     * @param of how many examples the sample stands for
     * @param team that computes; no bit of the result depends on it
     */
    public Model pooled(Dataset sample, long of, Pooling how, Team team) {
        return Recalibration.pooled(this, sample, of, how, team);
    }

    /**
     * As {@link #recalibrate(Dataset)}, but all layers at once in one pass of the training computation, each batch normalised by
     * its own statistics: quicker, and the statistics are those that training saw.
     *
     * @param batchSize examples per batch, on which the result depends
     */
    public Model recalibrateAllAtOnce(Dataset data, int batchSize) {
        return Recalibration.allAtOnce(this, data, batchSize);
    }

    /** The network's table with the sample counts behind the statistics. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(network.toString());
        for (Node node : network.nodes()) {
            if (node.gathersStatistics()) {
                text.append(node.title())
                        .append(": ")
                        .append(sampleCounts(node.name()))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
