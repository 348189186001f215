package dev.evenkeel.formats.weights;

import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.Arrays;
import java.util.List;

/**
 * PyTorch's {@code MultiheadAttention} whose keys and values have other widths keeps weights apart ({@code q_proj_weight}, ...), but
 * one bias of all three: here it is {@code q_proj.bias}, {@code k_proj.bias} and {@code v_proj.bias}.
 */
final class StackedBias {
    private static final String WEIGHT = "q_proj_weight";
    private static final String BIAS = "in_proj_bias";
    private static final List<String> PARTS = List.of("q_proj.bias", "k_proj.bias", "v_proj.bias");

    private StackedBias() {}

    /** The file as it is, or with such biases apart. */
    static SafetensorsFile apart(String name, SafetensorsFile file) {
        if (file.tensors().values().stream().noneMatch(entry -> isStacked(entry, file))) {
            return file;
        }
        try (file) {
            SafetensorsWriter writer = new SafetensorsWriter().metadata(file.metadata());
            for (TensorEntry entry : file.tensors().values()) {
                byte[] bytes = file.bytes(entry.name());
                if (isStacked(entry, file)) {
                    String start = start(entry);
                    long each = entry.shape()[0] / PARTS.size();
                    int width = bytes.length / PARTS.size();
                    for (int part = 0; part < PARTS.size(); part++) {
                        byte[] own = Arrays.copyOfRange(bytes, part * width, (part + 1) * width);
                        writer.bytes(start + PARTS.get(part), entry.type(), own, each);
                    }
                } else {
                    writer.bytes(entry.name(), entry.type(), bytes, entry.shape());
                }
            }
            return SafetensorsFile.parse(name, writer.toBytes());
        }
    }

    private static boolean isStacked(TensorEntry entry, SafetensorsFile file) {
        return entry.name().endsWith(BIAS)
                && entry.rank() == 1
                && entry.shape()[0] % PARTS.size() == 0
                && file.tensors().containsKey(start(entry) + WEIGHT);
    }

    private static String start(TensorEntry entry) {
        return entry.name().substring(0, entry.name().length() - BIAS.length());
    }
}
