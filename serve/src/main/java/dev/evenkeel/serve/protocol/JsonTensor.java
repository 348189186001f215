package dev.evenkeel.serve.protocol;

import java.util.List;
import java.util.function.Supplier;

/** Reads a tensor's data from JSON: all elements in one array, or arrays nested as its shape says. */
final class JsonTensor {
    private final JsonCursor json;
    private final Supplier<String> who;
    private final List<Long> shape;
    private final int capacity;
    private final JsonElements elements;
    private int count;

    private JsonTensor(JsonCursor json, Supplier<String> who, Datatype datatype, List<Long> shape) {
        this.json = json;
        this.who = who;
        this.shape = shape;
        long size = Shapes.elements(shape);
        // Each element takes a character and a comma: where there are fewer, the count will not fit anyhow.
        this.capacity = size <= json.remaining() / 2 ? (int) size : 0;
        this.elements = JsonElements.of(datatype, capacity, json, who);
    }

    static TensorData read(JsonCursor json, Supplier<String> who, Datatype datatype, List<Long> shape) {
        return new JsonTensor(json, who, datatype, shape).data();
    }

    private TensorData data() {
        json.require('[', who, "needs an array as 'data'");
        json.need('[', "'['");
        if (json.peek() == '[') {
            nested(0);
        } else {
            row();
        }
        if (count != Shapes.elements(shape)) {
            throw ProtocolException.badRequest(who.get() + " of shape " + shape + " needs "
                    + Shapes.counted(Shapes.elements(shape), "element") + ", but got " + count);
        }
        return elements.data();
    }

    /** Reads the rest of an array of arrays. */
    private void nested(int axis) {
        if (axis + 1 >= shape.size()) {
            throw misnested("are nested deeper");
        }
        int arrays = 0;
        do {
            if (!json.take('[')) {
                throw misnested("have " + json.described() + " in place of an array on axis " + (axis + 1));
            }
            int before = count;
            if (axis + 2 == shape.size()) {
                row();
                requireExtent(axis + 1, count - before);
            } else if (json.take(']')) {
                requireExtent(axis + 1, 0);
            } else {
                nested(axis + 1);
            }
            arrays++;
        } while (json.take(','));
        json.need(']', "',' or ']'");
        requireExtent(axis, arrays);
    }

    /** Reads the rest of an array of elements. */
    private void row() {
        if (json.take(']')) {
            return;
        }
        do {
            if (count < capacity) {
                elements.read(count);
            } else {
                json.skipValue();
            }
            count++;
        } while (json.take(','));
        json.need(']', "',' or ']'");
    }

    private void requireExtent(int axis, int found) {
        if (found != shape.get(axis)) {
            throw misnested("have " + Shapes.counted(found, "value") + " on axis " + axis);
        }
    }

    private ProtocolException misnested(String fault) {
        return ProtocolException.badRequest(who.get() + " has shape " + shape + ", but its data " + fault
                + ": nest them as the shape says, or send all elements in one array");
    }
}
