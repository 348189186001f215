package dev.evenkeel.serve.http;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a request is answered.
 *
 * @param headers those that not every answer has
 */
record Answer(int status, String type, byte[] body, Map<String, String> headers) {
    static final String JSON = "application/json";

    static Answer json(int status, JsonValue value) {
        return text(status, JSON, value.toString());
    }

    static Answer json(JsonValue value) {
        return json(200, value);
    }

    static Answer text(int status, String type, String text) {
        return new Answer(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Answer error(int status, String sentence) {
        return json(status, JsonObject.of().with("error", sentence)).with(ofStatus(status));
    }

    Answer with(Map<String, String> more) {
        return new Answer(status, type, body, more);
    }

    private static Map<String, String> ofStatus(int status) {
        return switch (status) {
            case 401 -> Map.of("WWW-Authenticate", "Bearer realm=\"evenkeel\", Basic realm=\"evenkeel\"");
            case 415 -> Map.of("Accept-Encoding", "gzip");
            case 503 -> Map.of("Retry-After", "1");
            default -> Map.of();
        };
    }
}
