package dev.evenkeel.formats.weights;

import dev.evenkeel.formats.weights.dialect.Dialect;
import dev.evenkeel.formats.weights.dialect.FeatureOrder;
import dev.evenkeel.formats.weights.dialect.Layout;
import dev.evenkeel.formats.weights.dialect.Slot;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import dev.evenkeel.safetensors.SafetensorsWriter;
import java.nio.file.Path;

/** A model's tensors by a framework's names and in its layouts. */
final class WeightsWriter {
    private WeightsWriter() {}

    static void write(Dialect dialect, Model model, Path path) {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", dialect.format());
        FeatureOrder order = dialect.order(model.network());
        for (Slot slot : Slot.of(model.network())) {
            Layout layout = dialect.layouts(slot, order).get(0);
            float[] values = layout.toFile(model.tensor(slot.fullName()).toArray());
            writer.floats(dialect.name(slot), values, layout.file().toArray());
        }
        dialect.counter().ifPresent(word -> {
            for (Node node : model.network().nodes()) {
                if (Slot.countsBatches(node)) {
                    model.sampleCounts(node.name())
                            .batches()
                            .ifPresent(count -> writer.longs(node.name() + "." + word, new long[] {count}));
                }
            }
        });
        writer.write(path);
    }
}
