package dev.evenkeel.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.safetensors.TensorEntry;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The model as one safetensors file: tensors by PyTorch's names; the network, what the outputs mean, sample counts,
 * provenance and attachments in the metadata, each as JSON.
 */
final class ModelFile {
    /** The version this library writes; it reads all up to it. */
    static final int FORMAT = 1;

    private static final String BATCHES = "num_batches_tracked";
    private static final String TARGET_MEAN = "evenkeel.target.mean";
    private static final String TARGET_DEVIATION = "evenkeel.target.deviation";

    private ModelFile() {}

    static void write(Model model, Path file) {
        content(model).write(file);
    }

    static void write(Model model, OutputStream target) throws IOException {
        content(model).writeTo(target);
    }

    private static SafetensorsWriter content(Model model) {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata("evenkeel.format", Integer.toString(FORMAT));
        ModelMetadata.of(model).forEach(writer::metadata);
        for (Node node : model.network().nodes()) {
            NetworkTensors.needed(node)
                    .forEach((name, shape) ->
                            writer.floats(name, model.tensor(name).toArray(), shape.toArray()));
            if (tracksBatches(node)) {
                model.sampleCounts(node.name())
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
        return writer;
    }

    static Model read(Path path, LayerRegistry registry) {
        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            return read(path.getFileName().toString(), file, registry);
        }
    }

    static Model read(String name, byte[] bytes, LayerRegistry registry) {
        try (SafetensorsFile file = SafetensorsFile.parse(name, bytes)) {
            return read(name, file, registry);
        }
    }

    private static Model read(String name, SafetensorsFile file, LayerRegistry registry) {
        Map<String, String> metadata = file.metadata();
        requireFormat(name, metadata);
        try {
            Network network = ModelMetadata.network(metadata, registry);
            Map<String, Shape> shapes = new LinkedHashMap<>();
            for (TensorEntry entry : file.tensors().values()) {
                if (entry.type() == DataType.F32 && !entry.name().startsWith("evenkeel.")) {
                    shapes.put(entry.name(), shape(entry));
                }
            }
            NetworkTensors.requireFit(network, shapes);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            shapes.forEach((tensor, shape) -> tensors.put(tensor, Tensor.of(shape, file.floats(tensor))));
            return ModelMetadata.model(network, tensors, scaling(file, network), metadata);
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

    private static Optional<TargetScaling> scaling(SafetensorsFile file, Network network) {
        if (!file.tensors().containsKey(TARGET_MEAN) && !file.tensors().containsKey(TARGET_DEVIATION)) {
            return Optional.empty();
        }
        Shape outputs = Shape.of(network.output().channels());
        return Optional.of(new TargetScaling(
                Tensor.of(outputs, file.floats(TARGET_MEAN)), Tensor.of(outputs, file.floats(TARGET_DEVIATION))));
    }

    private static Shape shape(TensorEntry entry) {
        return Shape.of(Arrays.stream(entry.shape()).mapToInt(Math::toIntExact).toArray());
    }
}
