package dev.evenkeel.formats.onnx.schema;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one version of an operator takes and gives.
 *
 * @param operator as {@code Conv}
 * @param since the version of the operators in which it came
 * @param fewestInputs how many inputs it needs
 * @param mostInputs how many it takes
 * @param mostOutputs how many outputs it gives
 * @param attributes its settings by name
 */
record OperatorSchema(
        String operator,
        int since,
        int fewestInputs,
        int mostInputs,
        int mostOutputs,
        Map<String, Setting> attributes) {
    private static final Map<String, List<OperatorSchema>> BY_OPERATOR = parse(OperatorTable.TEXT);

    OperatorSchema {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** A setting of an operator. */
    record Setting(Kind kind, Need need) {}

    /** Whether a setting has a value of its own accord. */
    enum Need {
        REQUIRED,
        OPTIONAL
    }

    /** What kind of values a setting takes. */
    enum Kind {
        WHOLE(AttributeProto.Whole.class),
        REAL(AttributeProto.Real.class),
        TEXT(AttributeProto.Text.class),
        WHOLES(AttributeProto.Wholes.class),
        REALS(AttributeProto.Reals.class),
        TEXTS(AttributeProto.Texts.class);

        private final Class<? extends AttributeProto> type;

        Kind(Class<? extends AttributeProto> type) {
            this.type = type;
        }

        boolean holds(AttributeProto value) {
            return type.isInstance(value);
        }
    }

    /** The version of an operator that counts among those of {@code opset}; empty if the operator is not known there. */
    static Optional<OperatorSchema> find(String operator, long opset) {
        return BY_OPERATOR.getOrDefault(operator, List.of()).stream()
                .filter(schema -> schema.since <= opset)
                .reduce((earlier, later) -> earlier.since > later.since ? earlier : later);
    }

    private static Map<String, List<OperatorSchema>> parse(String table) {
        Map<String, List<OperatorSchema>> byOperator = new HashMap<>();
        for (String line : table.lines().toList()) {
            List<String> words = List.of(line.trim().split(" +"));
            OperatorSchema schema = schema(words);
            byOperator
                    .computeIfAbsent(schema.operator, key -> new ArrayList<>())
                    .add(schema);
        }
        return Collections.unmodifiableMap(byOperator);
    }

    private static OperatorSchema schema(List<String> words) {
        String[] inputs = words.get(2).split("-");
        String most = inputs[inputs.length - 1];
        Map<String, Setting> attributes = new LinkedHashMap<>();
        for (String word : words.subList(4, words.size())) {
            String[] parts = word.split(":");
            Need need = parts[1].endsWith("!") ? Need.REQUIRED : Need.OPTIONAL;
            Kind kind = Kind.valueOf(parts[1].replace("!", "").toUpperCase(Locale.ROOT));
            attributes.put(parts[0], new Setting(kind, need));
        }
        return new OperatorSchema(
                words.get(0),
                Integer.parseInt(words.get(1)),
                Integer.parseInt(inputs[0]),
                most.equals("*") ? Integer.MAX_VALUE : Integer.parseInt(most),
                Integer.parseInt(words.get(3)),
                attributes);
    }
}
