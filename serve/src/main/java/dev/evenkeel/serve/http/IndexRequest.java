package dev.evenkeel.serve.http;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.serve.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;

/** The body of a request for the index: nothing, or {@code {"ready": true}}. */
final class IndexRequest {
    private IndexRequest() {}

    /** @throws ProtocolException 400 if it is something else */
    static boolean asksForReadyAlone(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return false;
        }
        try {
            return Json.parse(text)
                    .asObject()
                    .find("ready")
                    .map(JsonValue::asBoolean)
                    .orElse(false);
        } catch (EvenkeelException wrong) {
            throw ProtocolException.badRequest(
                    "A request for the index has no body, or {\"ready\": true} for what is ready alone");
        }
    }
}
