package dev.evenkeel.formats.onnx.graph;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

        /** A value that is all one example gets an axis of examples before it. */
        static Optional<Side> of(Port port, ValueProto value, ValueProto.Extent batch) {
            boolean known = !port.order().isEmpty() && value.type().bytes() > 0;
            if (known && port.batch().isNone()) {
                return Optional.of(
                        new Side(port.name(), value.type(), 0, ValueProto.Extent.named("batch"), port.order()));
            }
            return known && port.batch().isOwn()
                    ? Optional.of(
                            new Side(port.name(), value.type(), port.batch().axis(), batch, port.order()))
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
            OptionalLong size =
                    json.find("batch", JsonValue::asLong).map(OptionalLong::of).orElse(OptionalLong.empty());
            String symbol = json.find("batchName", JsonValue::asString).orElse("");
            return new Side(
                    json.string("name"),
                    ElementType.valueOf(json.string("type")),
                    json.integer("batchAxis"),
                    new ValueProto.Extent(size, symbol),
                    Arrays.stream(json.array("order").toIntArray()).boxed().toList());
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

    /** What callers of a file must change to call another that was written of its model, in sentences. */
    public static List<String> changes(GraphProto before, GraphProto after) {
        List<String> changes = new ArrayList<>();
        Set<String> constants = new HashSet<>();
        before.initializers().forEach(tensor -> constants.add(tensor.name()));
        List<ValueProto> inputs = before.inputs().stream()
                .filter(input -> !constants.contains(input.name()))
                .toList();
        change("input", inputs, after.inputs()).ifPresent(changes::add);
        change("output", before.outputs(), after.outputs()).ifPresent(changes::add);
        return changes;
    }

    private static Optional<String> change(String what, List<ValueProto> before, List<ValueProto> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        ValueProto now = after.get(0);
        ValueProto former = before.stream()
                .filter(value -> value.name().equals(now.name()))
                .findFirst()
                .orElse(before.get(0));
        boolean same = former.name().equals(now.name())
                && former.type() == now.type()
                && former.extents().map(axes -> agree(axes, now.extents())).orElse(true);
        return same
                ? Optional.empty()
                : Optional.of("The " + what + " " + said(former) + " is " + said(now) + " in the new file");
    }

    /** Whether axes whose extents are known on both sides have the same. */
    private static boolean agree(List<ValueProto.Extent> former, Optional<List<ValueProto.Extent>> now) {
        return now.isPresent()
                && former.size() == now.get().size()
                && IntStream.range(0, former.size()).allMatch(axis -> {
                    OptionalLong one = former.get(axis).size();
                    OptionalLong other = now.get().get(axis).size();
                    return one.isEmpty() || one.equals(other);
                });
    }

    /** As {@code 'x' FLOAT [batch, 3]}. */
    private static String said(ValueProto value) {
        return quoted(value.name()) + " " + value.type()
                + value.extents()
                        .map(axes -> axes.stream()
                                .map(axis -> axis.size().isPresent()
                                        ? Long.toString(axis.size().getAsLong())
                                        : axis.symbol().isEmpty() ? "?" : axis.symbol())
                                .collect(Collectors.joining(", ", " [", "]")))
                        .orElse("");
    }

    private static Optional<Side> side(Optional<JsonObject> sides, String key) {
        return sides.flatMap(json -> json.find(key, JsonValue::asObject)).map(Side::read);
    }
}
