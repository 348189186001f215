package dev.evenkeel.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Link;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.Vocabulary;
import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.safetensors.TensorEntry;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The model as one safetensors file: tensors by PyTorch's names; the network, what the outputs mean, evidence,
 * provenance and attachments in the metadata, each as JSON.
 */
final class ModelFile {
    /** The version this library writes; it reads all up to it. */
    static final int FORMAT = 1;

    private static final String BATCHES = "num_batches_tracked";
    private static final String TARGET_MEAN = "evenkeel.target.mean";
    private static final String TARGET_DEVIATION = "evenkeel.target.deviation";
    private static final String ATTACHMENT = "attachment.";

    private ModelFile() {}

    static void write(Model model, Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata("evenkeel.format", Integer.toString(FORMAT));
        writer.metadata("network", NetworkJson.write(model.network()).toString());
        writer.metadata("output", outputJson(model.output()).toString());
        writer.metadata("evidence", evidenceJson(model).toString());
        writer.metadata("provenance", model.provenance().toString());
        model.attachments().forEach((name, text) -> writer.metadata(ATTACHMENT + name, text));
        for (Node node : model.network().nodes()) {
            NetworkTensors.needed(node)
                    .forEach((name, shape) ->
                            writer.floats(name, model.tensor(name).toArray(), shape.toArray()));
            if (tracksBatches(node)) {
                model.evidence(node.name())
                        .batches()
                        .ifPresent(batches -> writer.longs(node.name() + "." + BATCHES, new long[] {batches}));
            }
        }
        model.output().scaling().ifPresent(scaling -> {
            writer.floats(
                    TARGET_MEAN,
                    scaling.mean().toArray(),
                    scaling.mean().shape().toArray());
            writer.floats(
                    TARGET_DEVIATION,
                    scaling.deviation().toArray(),
                    scaling.deviation().shape().toArray());
        });
        writer.write(file);
    }

    static Model read(Path path, Vocabulary vocabulary) {
        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            return read(path.getFileName().toString(), file, vocabulary);
        }
    }

    private static Model read(String name, SafetensorsFile file, Vocabulary vocabulary) {
        Map<String, String> metadata = file.metadata();
        requireFormat(name, metadata);
        try {
            Network network = NetworkJson.read(parse(metadata, "network"), vocabulary);
            Map<String, Shape> shapes = new LinkedHashMap<>();
            for (TensorEntry entry : file.tensors().values()) {
                if (entry.type() == DataType.F32 && !entry.name().startsWith("evenkeel.")) {
                    shapes.put(entry.name(), shape(entry));
                }
            }
            NetworkTensors.requireFit(network, shapes);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            shapes.forEach((tensor, shape) -> tensors.put(tensor, Tensor.of(shape, file.floats(tensor))));
            Map<String, String> attachments = new LinkedHashMap<>();
            metadata.forEach((key, text) -> {
                if (key.startsWith(ATTACHMENT)) {
                    attachments.put(key.substring(ATTACHMENT.length()), text);
                }
            });
            return new Model(
                    network,
                    tensors,
                    evidence(parse(metadata, "evidence")),
                    output(parse(metadata, "output"), file, network),
                    parse(metadata, "provenance"),
                    attachments);
        } catch (JsonException | IllegalArgumentException | ArithmeticException damaged) {
            throw new EvenkeelException(
                    name + ": the model's description is damaged: " + damaged.getMessage()
                            + ". Take an intact copy of the file",
                    damaged);
        } catch (EvenkeelException problem) {
            throw new EvenkeelException(name + ": " + problem.getMessage(), problem);
        }
    }

    private static void requireFormat(String name, Map<String, String> metadata) {
        String format = metadata.get("evenkeel.format");
        if (format == null) {
            throw new EvenkeelException(name + " is a safetensors file, but not an Evenkeel model: its metadata has no"
                    + " 'evenkeel.format'. Weights from elsewhere need a network description beside them");
        }
        int version;
        try {
            version = Integer.parseInt(format);
        } catch (NumberFormatException wrong) {
            version = -1;
        }
        if (version < 1 || version > FORMAT) {
            throw new EvenkeelException(name + " has model format '" + format + "', but this version reads 1 to "
                    + FORMAT + ". Use a newer Evenkeel");
        }
    }

    private static boolean tracksBatches(Node node) {
        return node.statistics().stream().anyMatch(statistic -> statistic.name().equals("running_mean"));
    }

    private static JsonObject outputJson(Model.Output output) {
        return JsonObject.of()
                .with("link", output.link().name().toLowerCase(Locale.ROOT))
                .with("labels", JsonArray.ofStrings(output.labels()));
    }

    private static Model.Output output(JsonObject json, SafetensorsFile file, Network network) {
        Link link = Link.valueOf(json.string("link").toUpperCase(Locale.ROOT));
        Optional<TargetScaling> scaling = Optional.empty();
        if (file.tensors().containsKey(TARGET_MEAN) || file.tensors().containsKey(TARGET_DEVIATION)) {
            int outputs = network.output().channels();
            scaling = Optional.of(new TargetScaling(
                    Tensor.of(Shape.of(outputs), file.floats(TARGET_MEAN)),
                    Tensor.of(Shape.of(outputs), file.floats(TARGET_DEVIATION))));
        }
        return new Model.Output(link, json.array("labels").toStrings(), scaling);
    }

    private static JsonObject evidenceJson(Model model) {
        JsonObject json = JsonObject.of();
        for (Node node : model.network().nodes()) {
            if (node.gathersStatistics()) {
                Evidence evidence = model.evidence(node.name());
                JsonObject counts = JsonObject.of();
                if (evidence.batches().isPresent()) {
                    counts = counts.with("batches", evidence.batches().getAsLong());
                }
                if (evidence.values().isPresent()) {
                    counts = counts.with("values", evidence.values().getAsLong());
                }
                json = json.with(node.name(), counts);
            }
        }
        return json;
    }

    private static Map<String, Evidence> evidence(JsonObject json) {
        Map<String, Evidence> evidence = new LinkedHashMap<>();
        for (String layer : json.members().keySet()) {
            JsonObject counts = json.object(layer);
            evidence.put(layer, new Evidence(count(counts, "batches"), count(counts, "values")));
        }
        return evidence;
    }

    private static OptionalLong count(JsonObject counts, String name) {
        return counts.has(name) ? OptionalLong.of(counts.longInteger(name)) : OptionalLong.empty();
    }

    private static JsonObject parse(Map<String, String> metadata, String key) {
        String text = metadata.get(key);
        if (text == null) {
            throw new EvenkeelException("the metadata has no '" + key + "'. Take an intact copy of the file");
        }
        return Json.parse(text).asObject();
    }

    private static Shape shape(TensorEntry entry) {
        int[] extents = new int[entry.shape().length];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = Math.toIntExact(entry.shape()[axis]);
        }
        return Shape.of(extents);
    }
}
