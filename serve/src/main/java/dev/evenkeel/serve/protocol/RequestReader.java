package dev.evenkeel.serve.protocol;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests for inference: JSON, or JSON with the tensors' bytes behind it. Members that the protocol does not know
 * are passed over, optional ones that are {@code null} count as left out. What is read takes a small multiple of the
 * body's memory.
 */
public final class RequestReader {
    /** The header that says where the JSON ends and binary tensors begin. */
    public static final String JSON_LENGTH_HEADER = "Inference-Header-Content-Length";

    private final JsonCursor json;
    private final BinaryPart binary;
    private final List<RequestedOutput> outputs = new ArrayList<>();

    private @Nullable String id;
    private @Nullable List<InputTensor> inputs;
    private JsonObject parameters = Parameters.NONE;

    private RequestReader(byte[] body, OptionalInt jsonLength) {
        json = new JsonCursor(body, jsonLength.orElse(body.length));
        binary = new BinaryPart(body, jsonLength);
    }

    /**
     * A request as it came.
     *
     * @param jsonLength what {@code Inference-Header-Content-Length} says: where the JSON ends and binary tensors begin
     * @throws ProtocolException 400 with one sentence for anything that is not a request
     */
    public static InferRequest read(byte[] body, OptionalInt jsonLength) {
        int length = jsonLength.orElse(body.length);
        if (length < 0 || length > body.length) {
            throw ProtocolException.badRequest(JSON_LENGTH_HEADER + " must be from 0 to the " + body.length
                    + " bytes of the body, but is " + length);
        }
        if (length == 0) {
            throw ProtocolException.badRequest("The request needs a JSON object, but its JSON is empty");
        }
        return new RequestReader(body, jsonLength).request();
    }

    /**
     * What the header {@code Inference-Header-Content-Length} says.
     *
     * @throws ProtocolException 400 if it is not a whole number of bytes
     */
    public static OptionalInt jsonLength(String header) {
        if (!header.matches("[0-9]{1,10}") || Long.parseLong(header) > Integer.MAX_VALUE) {
            throw ProtocolException.badRequest(
                    JSON_LENGTH_HEADER + " must be a whole number of bytes, but is " + quoted(header));
        }
        return OptionalInt.of(Integer.parseInt(header));
    }

    /** The request in a message. */
    static String who() {
        return "The request";
    }

    private InferRequest request() {
        json.object(RequestReader::who, "needs a JSON object", this::readMember);
        json.needEnd();
        if (inputs == null) {
            throw ProtocolException.badRequest("The request needs an array as 'inputs', but has none");
        }
        binary.needEnd();
        Parameters.truth(parameters, Parameters.BINARY_OUTPUTS, RequestReader::who);
        return new InferRequest(Optional.ofNullable(id), parameters, List.copyOf(inputs), List.copyOf(outputs));
    }

    private void readMember(String key) {
        switch (key) {
            case "id" -> {
                if (!json.takeNull()) {
                    id = json.string(RequestReader::who, "needs a string as 'id'");
                }
            }
            case "parameters" -> parameters = Parameters.read(json, RequestReader::who);
            case "inputs" -> inputs = readInputs();
            case "outputs" -> {
                if (!json.takeNull()) {
                    readOutputs();
                }
            }
            default -> json.skipValue();
        }
    }

    private List<InputTensor> readInputs() {
        List<InputTensor> read = new ArrayList<>();
        Set<String> names = new HashSet<>();
        json.array(RequestReader::who, "needs an array as 'inputs'", () -> {
            InputTensor input = InputReader.read(json, binary, read.size());
            if (!names.add(input.name())) {
                throw ProtocolException.badRequest("The request has two inputs named " + quoted(input.name()));
            }
            read.add(input);
        });
        return read;
    }

    private void readOutputs() {
        Set<String> names = new HashSet<>();
        json.array(RequestReader::who, "needs an array as 'outputs'", () -> {
            RequestedOutput output = OutputReader.read(json, outputs.size());
            if (!names.add(output.name())) {
                throw ProtocolException.badRequest("The request asks twice for the output " + quoted(output.name()));
            }
            outputs.add(output);
        });
    }

    /** Reads one output that a request asks for. */
    private static final class OutputReader {
        private final JsonCursor json;
        private final int index;
        private @Nullable String name;
        private JsonObject parameters = Parameters.NONE;

        private OutputReader(JsonCursor json, int index) {
            this.json = json;
            this.index = index;
        }

        static RequestedOutput read(JsonCursor json, int index) {
            return new OutputReader(json, index).output();
        }

        private RequestedOutput output() {
            json.object(this::who, "must be an object", this::readMember);
            if (name == null) {
                throw ProtocolException.badRequest(who() + " needs a string as 'name', but has none");
            }
            Parameters.requireSupported(parameters, this::who);
            Parameters.truth(parameters, Parameters.BINARY_DATA, this::who);
            return new RequestedOutput(name, parameters);
        }

        private void readMember(String key) {
            switch (key) {
                case "name" -> name = json.string(this::who, "needs a string as 'name'");
                case "parameters" -> parameters = Parameters.read(json, this::who);
                default -> json.skipValue();
            }
        }

        private String who() {
            return name == null ? "outputs[" + index + "]" : "Output " + quoted(name);
        }
    }
}
