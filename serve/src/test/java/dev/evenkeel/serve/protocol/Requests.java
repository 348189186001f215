package dev.evenkeel.serve.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/** Requests as tests write them: JSON with ' in place of ", and tensors' bytes behind it. */
final class Requests {
    private Requests() {}

    static InferRequest read(String json) {
        return RequestReader.read(bytes(json), OptionalInt.empty());
    }

    static InferRequest read(String json, byte... binary) {
        return RequestReader.read(body(json, binary), OptionalInt.of(bytes(json).length));
    }

    /** A request with one input, of which {@code members} are those but its name. */
    static String input(String members) {
        return "{'inputs':[{'name':'x'," + members + "}]}";
    }

    static void requireRefused(String json, String sentence) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        refused -> assertThat(refused.status()).isEqualTo(400))
                .hasMessage(sentence);
    }

    static byte[] body(String json, byte... binary) {
        byte[] text = bytes(json);
        byte[] body = Arrays.copyOf(text, text.length + binary.length);
        System.arraycopy(binary, 0, body, text.length, binary.length);
        return body;
    }

    static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
