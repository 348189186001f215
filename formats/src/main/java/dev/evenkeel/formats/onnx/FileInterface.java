package dev.evenkeel.formats.onnx;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What callers of an ONNX file know of it: the names of its input and its output, their types, and how their axes lie. It
 * stands in the provenance of a model that was read, so that a file that is written of the model can be called alike.
 */
public record FileInterface(Optional<Side> input, Optional<Side> output) {
    private static final String KEY = "interface";

    /**
     * A file's input or output.
     *
     * @param name of the value
     * @param type of its elements
     * @param batchAxis the axis that counts examples
     * @param batch its extent
     * @param order for each axis of the network's value which of an example's axes in the file it is
     */
    public record Side(String name, ElementType type, int batchAxis, ValueProto.Extent batch, List<Integer> order) {
        public Side {
            order = List.copyOf(order);
        }

        /** Empty for a value without an axis that counts examples and nothing else. */
        static Optional<Side> of(Port port, ValueProto value, ValueProto.Extent batch) {
            boolean plain = port.batch().isOwn() && !port.order().isEmpty() && value.type().bytes() > 0;
            return plain
                    ? Optional.of(new Side(port.name(), value.type(), port.batch().axis(), batch, port.order()))
                    : Optional.empty();
        }

        private JsonObject toJson() {
            JsonObject json = JsonObject.of()
                    .with("name", name)
                    .with("type", type.name())
                    .with("batchAxis", batchAxis)
                    .with("order", JsonArray.ofNumbers(order));
            return batch.size().isPresent()
                    ? json.with("batch", batch.size().getAsLong())
                    : json.with("batchName", batch.symbol());
        }

        private static Side read(JsonObject json) {
            OptionalLong size = json.find("batch", JsonValue::asLong).map(OptionalLong::of).orElse(OptionalLong.empty());
            String symbol = json.find("batchName", JsonValue::asString).orElse("");
            return new Side(
                    json.string("name"),
                    ElementType.valueOf(json.string("type")),
                    json.integer("batchAxis"),
                    new ValueProto.Extent(size, symbol),
                    java.util.Arrays.stream(json.array("order").toIntArray())
                            .boxed()
                            .toList());
        }
    }

    /** Of a file whose values meet the network's at these ports. */
    public static FileInterface of(Port input, ValueProto given, Port output, ValueProto result) {
        ValueProto.Extent batch = given.extents()
                .filter(axes -> input.batch().isOwn() && input.batch().axis() < axes.size())
                .map(axes -> axes.get(input.batch().axis()))
                .orElseGet(() -> ValueProto.Extent.named(""));
        return new FileInterface(Side.of(input, given, batch), Side.of(output, result, batch));
    }

    /** A file's provenance with this. */
    public JsonObject in(JsonObject origin) {
        JsonObject sides = JsonObject.of();
        sides = input.isPresent() ? sides.with("input", input.get().toJson()) : sides;
        sides = output.isPresent() ? sides.with("output", output.get().toJson()) : sides;
        return origin.with(KEY, sides);
    }

    /** That of the file which a model with this provenance was read from; without sides if it was not, or they are damaged. */
    public static FileInterface of(JsonObject provenance) {
        try {
            Optional<JsonObject> sides = provenance
                    .find("origin", JsonValue::asObject)
                    .flatMap(origin -> origin.find(KEY, JsonValue::asObject));
            return new FileInterface(side(sides, "input"), side(sides, "output"));
        } catch (RuntimeException damaged) {
            return new FileInterface(Optional.empty(), Optional.empty());
        }
    }

    private static Optional<Side> side(Optional<JsonObject> sides, String key) {
        return sides.flatMap(json -> json.find(key, JsonValue::asObject)).map(Side::read);
    }
}
