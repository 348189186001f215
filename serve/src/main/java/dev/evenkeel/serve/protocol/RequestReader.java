package dev.evenkeel.serve.protocol;

import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads requests for inference: JSON, or JSON with the tensors' bytes behind it. */
public final class RequestReader {
    private RequestReader() {}

    /**
     * A request as it came.
     *
     * @param jsonLength what {@code Inference-Header-Content-Length} says: where the JSON ends and binary tensors begin
     * @throws ProtocolException 400 with one sentence for anything that is not a request
     */
    public static InferRequest read(byte[] body, OptionalInt jsonLength) {
        if (jsonLength.orElse(body.length) > body.length) {
            throw ProtocolException.badRequest("The body is shorter than its JSON");
        }
        return new InferRequest(Optional.empty(), JsonObject.of(), List.of(), List.of());
    }
}
