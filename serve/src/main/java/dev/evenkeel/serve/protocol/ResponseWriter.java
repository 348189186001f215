package dev.evenkeel.serve.protocol;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** Writes answers: JSON, with the bytes of the outputs behind it that the request wants in binary form. */
public final class ResponseWriter {
    private ResponseWriter() {}

    /**
     * The bytes of an answer.
     *
     * @param jsonLength how many of them are JSON, if tensors follow
     */
    public record Body(byte[] bytes, OptionalInt jsonLength) {}

    public static Body write(InferRequest request, InferResponse response) {
        String text = request + " " + response;
        return new Body(text.getBytes(StandardCharsets.UTF_8), OptionalInt.empty());
    }
}
