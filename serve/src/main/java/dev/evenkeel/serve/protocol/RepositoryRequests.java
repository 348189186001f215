package dev.evenkeel.serve.protocol;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.json.JsonObject;

/** Reads the bodies of requests to the repository of models, each of which may be empty. */
public final class RepositoryRequests {
    private static final String UNLOAD_DEPENDENTS = "unload_dependents";

    private RepositoryRequests() {}

    /**
     * Whether a request for the index asks for ready models only.
     *
     * @throws ProtocolException 400 if the body is not such a request
     */
    public static boolean asksForReadyModels(byte[] body) {
        boolean[] ready = {false};
        read(body, (json, key) -> {
            if (!key.equals("ready")) {
                json.skipValue();
            } else if (!json.takeNull()) {
                ready[0] = json.truth(RequestReader::who, "needs true or false as 'ready'");
            }
        });
        return ready[0];
    }

    /**
     * The parameters of a request to load or to unload a model, of which only {@code unload_dependents} is supported: no model here
     * depends on another.
     *
     * @throws ProtocolException 400 if the body is not such a request, or has other parameters
     */
    public static JsonObject parameters(byte[] body) {
        JsonObject[] parameters = {Parameters.NONE};
        read(body, (json, key) -> {
            if (key.equals("parameters")) {
                parameters[0] = Parameters.read(json, RequestReader::who, RepositoryRequests::requireSupported);
            } else {
                json.skipValue();
            }
        });
        return parameters[0];
    }

    private static void requireSupported(String parameter) {
        if (!parameter.equals(UNLOAD_DEPENDENTS)) {
            throw ProtocolException.badRequest("The request has the parameter " + quoted(parameter)
                    + ", which is not supported: a model is loaded from its file as that is. Leave 'parameters' out");
        }
    }

    private static void read(byte[] body, Member member) {
        JsonCursor json = new JsonCursor(body, body.length);
        if (json.peek() == -1) {
            return;
        }
        json.object(RequestReader::who, "needs a JSON object", key -> member.read(json, key));
        json.needEnd();
    }

    private interface Member {
        void read(JsonCursor json, String key);
    }
}
