package dev.evenkeel.formats;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonString;
import dev.evenkeel.json.JsonValue;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes the description of a network as YAML people would write. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> RESERVED = Set.of("true", "false", "null", "yes", "no", "on", "off");

    private YamlText() {}

    static String of(JsonObject description) {
        StringBuilder text = new StringBuilder();
        text.append("input: ").append(flow(description.value("input"))).append("\nlayers:\n");
        for (JsonValue entry : description.array("layers")) {
            String indent = "  - ";
            for (Map.Entry<String, JsonValue> member :
                    entry.asObject().members().entrySet()) {
                boolean bare = entry.asObject().members().size() == 1 && isEmpty(member.getValue());
                text.append(indent).append(word(member.getKey()));
                text.append(bare ? "" : ": " + flow(member.getValue())).append('\n');
                indent = "    ";
            }
        }
        return text.toString();
    }

    private static boolean isEmpty(JsonValue value) {
        return value instanceof JsonObject object && object.members().isEmpty();
    }

    private static String flow(JsonValue value) {
        if (value instanceof JsonObject object) {
            return object.members().entrySet().stream()
                    .map(member -> word(member.getKey()) + ": " + flow(member.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof JsonArray array) {
            return StreamSupport.stream(array.spliterator(), false)
                    .map(YamlText::flow)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof JsonString string ? word(string.asString()) : value.toString();
    }

    /** Bare where YAML reads it as that word, else quoted as in JSON, which YAML understands. */
    private static String word(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(java.util.Locale.ROOT));
        return plain ? text : JsonValue.of(text).toString();
    }
}
