package dev.evenkeel.spatial;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonString;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import java.util.Arrays;

/** How many positions are added around the input before a window moves over it. */
public sealed interface Padding {
    /** None: the window stays within the input ({@code valid} in Keras). */
    static Padding none() {
        return of(0);
    }

    /**
     * As many as make the output {@code ceil(input / stride)} long, the odd one behind the input (Keras; PyTorch at
     * stride 1; {@code SAME_UPPER} in ONNX).
     */
    static Padding same() {
        return new Same();
    }

    /** The same number before and behind, for every axis or for each (PyTorch). */
    static Padding of(int... positions) {
        return new Explicit(Extents.of(positions), Extents.of(positions));
    }

    /** Given numbers before and behind. */
    static Padding of(Extents before, Extents after) {
        return new Explicit(before, after);
    }

    /** See {@link Padding#same}. */
    record Same() implements Padding {
        @Override
        public String toString() {
            return "same";
        }
    }

    /**
     * Given numbers of positions.
     *
     * @param before positions added before the input
     * @param after positions added behind the input
     */
    record Explicit(Extents before, Extents after) implements Padding {
        public Explicit {
            before.requireAtLeast(0, "padding");
            after.requireAtLeast(0, "padding");
            if (before.values().size() != after.values().size()) {
                throw new IllegalArgumentException(
                        "needs as many paddings before as behind the input, but got " + before + " and " + after);
            }
        }

        @Override
        public String toString() {
            return before.equals(after) ? before.toString() : before + " before and " + after + " behind";
        }
    }

    /** Reads the word for {@link #same}, a number, one for each axis, or pairs {@code [before, behind]} for each axis. */
    static Padding read(Settings settings, String name) {
        JsonValue value = settings.find(name).orElse(JsonValue.of(0));
        if (value instanceof JsonString word) {
            if (!word.asString().equals("same")) {
                throw settings.wrong(name, "needs 'same' or numbers of positions, but got '" + word.asString() + "'");
            }
            return same();
        }
        if (value instanceof JsonArray list && list.size() > 0 && list.at(0) instanceof JsonArray) {
            int[] before = new int[list.size()];
            int[] after = new int[list.size()];
            for (int axis = 0; axis < before.length; axis++) {
                int[] pair = list.at(axis).asArray().toIntArray();
                if (pair.length != 2) {
                    throw settings.wrong(name, "needs pairs [before, behind], but got " + list.at(axis));
                }
                before[axis] = pair[0];
                after[axis] = pair[1];
            }
            return of(Extents.of(before), Extents.of(after));
        }
        Extents both = Extents.read(value);
        return of(both, both);
    }

    /** As a description writes it. */
    default JsonValue toJson() {
        if (!(this instanceof Explicit explicit)) {
            return JsonValue.of("same");
        }
        if (explicit.before.equals(explicit.after)) {
            return explicit.before.toJson();
        }
        JsonValue[] pairs = new JsonValue[explicit.before.values().size()];
        Arrays.setAll(pairs, axis -> JsonArray.ofNumbers(explicit.before.at(axis), explicit.after.at(axis)));
        return JsonArray.of(pairs);
    }
}
