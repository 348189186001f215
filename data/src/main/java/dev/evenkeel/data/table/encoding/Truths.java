package dev.evenkeel.data.table.encoding;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Categories by their text, where {@code true} is also {@code True} and {@code TRUE}, and so is {@code false}. */
final class Truths {
    private Truths() {}

    static int find(Map<String, Integer> codes, String text, int none) {
        Integer code = find(codes, text);
        return code == null ? none : code;
    }

    static @Nullable Integer find(Map<String, Integer> codes, String text) {
        Integer code = codes.get(text);
        if (code == null && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            for (Map.Entry<String, Integer> entry : codes.entrySet()) {
                if (entry.getKey().equalsIgnoreCase(text)) {
                    return entry.getValue();
                }
            }
        }
        return code;
    }
}
