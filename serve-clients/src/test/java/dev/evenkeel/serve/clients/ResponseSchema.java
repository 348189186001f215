package dev.evenkeel.serve.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonBoolean;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonString;
import dev.evenkeel.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An object of the Open Inference Protocol, by its schema <a
 * href="https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/open_inference_rest.yaml">open_inference_rest.yaml</a>:
 * which fields it needs, which it may have, and of what types. Further fields are allowed there and here.
 */
final class ResponseSchema {
    private final String name;
    private final Map<String, Consumer<JsonValue>> fields = new LinkedHashMap<>();
    private final List<String> required;

    private ResponseSchema(String name, String... required) {
        this.name = name;
        this.required = List.of(required);
    }

    private ResponseSchema field(String field, Consumer<JsonValue> type) {
        fields.put(field, type);
        return this;
    }

    static final ResponseSchema ERROR = new ResponseSchema("error", "error").field("error", ResponseSchema::string);

    static final ResponseSchema SERVER = new ResponseSchema("server metadata", "name", "version", "extensions")
            .field("name", ResponseSchema::string)
            .field("version", ResponseSchema::string)
            .field("extensions", each(ResponseSchema::string));

    private static final ResponseSchema TENSOR = new ResponseSchema("tensor metadata", "name", "datatype", "shape")
            .field("name", ResponseSchema::string)
            .field("datatype", ResponseSchema::datatype)
            .field("shape", each(ResponseSchema::integer));

    static final ResponseSchema MODEL = new ResponseSchema("model metadata", "name", "platform", "inputs", "outputs")
            .field("name", ResponseSchema::string)
            .field("versions", each(ResponseSchema::string))
            .field("platform", ResponseSchema::string)
            .field("inputs", each(tensor -> TENSOR.check(tensor.asObject())))
            .field("outputs", each(tensor -> TENSOR.check(tensor.asObject())));

    static final ResponseSchema READY = new ResponseSchema("model ready", "name", "ready")
            .field("name", ResponseSchema::string)
            .field("ready", value -> assertThat(value).isInstanceOf(JsonBoolean.class));

    private static final ResponseSchema OUTPUT = new ResponseSchema(
                    "response output", "name", "shape", "datatype", "data")
            .field("name", ResponseSchema::string)
            .field("shape", each(ResponseSchema::integer))
            .field("datatype", ResponseSchema::datatype)
            .field("parameters", ResponseSchema::parameters)
            .field("data", ResponseSchema::data);

    static final ResponseSchema INFERENCE = new ResponseSchema("inference response", "model_name", "outputs")
            .field("model_name", ResponseSchema::string)
            .field("model_version", ResponseSchema::string)
            .field("id", ResponseSchema::string)
            .field("parameters", ResponseSchema::parameters)
            .field("outputs", each(output -> OUTPUT.check(output.asObject())));

    /** Fails unless the object fits. */
    void check(JsonObject object) {
        assertThat(object.members().keySet()).as(name).containsAll(required);
        fields.forEach((field, type) -> object.find(field).ifPresent(type));
    }

    private static Consumer<JsonValue> each(Consumer<JsonValue> type) {
        return value -> value.asArray().forEach(type);
    }

    private static void string(JsonValue value) {
        assertThat(value).isInstanceOf(JsonString.class);
    }

    private static void integer(JsonValue value) {
        assertThat(value).isInstanceOf(JsonNumber.class);
        assertThat(value.asLong()).isGreaterThanOrEqualTo(-1);
    }

    private static void datatype(JsonValue value) {
        assertThat(value.asString())
                .isIn(
                        "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16",
                        "FP32", "FP64", "BYTES");
    }

    private static void parameters(JsonValue value) {
        value.asObject()
                .members()
                .values()
                .forEach(parameter ->
                        assertThat(parameter).isInstanceOfAny(JsonString.class, JsonNumber.class, JsonBoolean.class));
    }

    private static void data(JsonValue value) {
        value.asArray().forEach(element -> {
            if (element instanceof JsonArray) {
                data(element);
            } else {
                assertThat(element).isInstanceOfAny(JsonString.class, JsonNumber.class, JsonBoolean.class);
            }
        });
    }
}
