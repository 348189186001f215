package dev.evenkeel.serve.protocol;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The parameters of requests, tensors and requested outputs, of which a few mean something and the others are kept. */
final class Parameters {
    static final JsonObject NONE = JsonObject.of();
    static final String BINARY_SIZE = "binary_data_size";
    static final String BINARY_DATA = "binary_data";
    static final String BINARY_OUTPUTS = "binary_data_output";

    private static final String CLASSIFICATION = "classification";
    private static final String SHARED_MEMORY = "shared_memory_region";

    private Parameters() {}

    /** Strings, numbers and truth values by name; one that is {@code null} counts as left out. */
    static JsonObject read(JsonCursor json, Supplier<String> who) {
        return read(json, who, name -> {});
    }

    /** @param requireSupported refuses the names of parameters that are not taken */
    static JsonObject read(JsonCursor json, Supplier<String> who, Consumer<String> requireSupported) {
        if (json.takeNull()) {
            return NONE;
        }
        Map<String, JsonValue> values = new LinkedHashMap<>();
        json.object(who, "needs an object as 'parameters'", name -> {
            if (!json.takeNull()) {
                requireSupported.accept(name);
                values.put(
                        name,
                        json.scalar(
                                () -> who.get() + " has a wrong parameter " + quoted(name) + ": it",
                                "needs a string, a number, true or false"));
            }
        });
        return values.isEmpty() ? NONE : new JsonObject(values);
    }

    static OptionalLong binarySize(JsonObject parameters, Supplier<String> who) {
        Optional<Long> size = find(parameters, BINARY_SIZE, who, JsonValue::asLong);
        if (size.orElse(0L) < 0) {
            throw ProtocolException.badRequest(who.get() + " has the parameter '" + BINARY_SIZE + "' " + size.get()
                    + ", but a size is not negative");
        }
        return size.isPresent() ? OptionalLong.of(size.get()) : OptionalLong.empty();
    }

    static Optional<Boolean> truth(JsonObject parameters, String name, Supplier<String> who) {
        return find(parameters, name, who, JsonValue::asBoolean);
    }

    /** Refuses what clients of Triton may ask for and cannot have here: the answer would not be what they expect. */
    static void requireSupported(JsonObject parameters, Supplier<String> who) {
        if (find(parameters, CLASSIFICATION, who, JsonValue::asLong).orElse(0L) != 0) {
            throw ProtocolException.badRequest(who.get() + " asks for the parameter '" + CLASSIFICATION
                    + "', which this server does not have: pick the largest elements of the whole output");
        }
        if (parameters.has(SHARED_MEMORY)) {
            throw ProtocolException.badRequest(who.get() + " asks for the parameter '" + SHARED_MEMORY
                    + "', but this server shares no memory: send and take the data in the body");
        }
    }

    private static <T> Optional<T> find(
            JsonObject parameters, String name, Supplier<String> who, Function<JsonValue, T> reader) {
        try {
            return parameters.find(name, reader);
        } catch (JsonException unfit) {
            throw ProtocolException.badRequest(who.get() + " has a wrong parameter " + unfit.getMessage());
        }
    }
}
