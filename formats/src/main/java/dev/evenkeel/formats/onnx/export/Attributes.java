package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of a node, in the order in which they are given. Immutable. */
record Attributes(Map<String, AttributeProto> byName) {
    static final Attributes NONE = new Attributes(Map.of());

    Attributes whole(String name, long value) {
        return with(name, new AttributeProto.Whole(value));
    }

    Attributes wholes(String name, List<Long> values) {
        return with(name, new AttributeProto.Wholes(values));
    }

    Attributes real(String name, float value) {
        return with(name, new AttributeProto.Real(value));
    }

    Attributes text(String name, String value) {
        return with(name, new AttributeProto.Text(value));
    }

    private Attributes with(String name, AttributeProto value) {
        Map<String, AttributeProto> more = new LinkedHashMap<>(byName);
        more.put(name, value);
        return new Attributes(more);
    }

    /** Whole numbers as a list. */
    static List<Long> list(int... values) {
        List<Long> list = new ArrayList<>();
        for (int value : values) {
            list.add((long) value);
        }
        return list;
    }
}
