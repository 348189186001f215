package dev.evenkeel.servers.helidon;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;

/** A server of Helidon SE whose model lies in its jars; {@code POST /predict} takes an example's values as a JSON array. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        start(8080);
    }

    static WebServer start(int port) throws IOException {
        try (InputStream content = Main.class.getResourceAsStream("/model.safetensors")) {
            Model model = Model.read("model.safetensors", content);
            Predictor predictor = model.freeze();
            return WebServer.builder()
                    .port(port)
                    .routing(routing -> routes(routing, model, predictor))
                    .build()
                    .start();
        }
    }

    private static void routes(HttpRouting.Builder routing, Model model, Predictor predictor) {
        routing.post("/predict", (request, response) -> {
                    float[] example =
                            floats(request.content().asOptional(String.class).orElse(""));
                    String label = model.output().labels().get(predictor.classify(example));
                    JsonArray probabilities = JsonArray.ofNumbers(predictor.probabilities(example));
                    answer(response, JsonObject.of().with("label", label).with("probabilities", probabilities));
                })
                .error(IllegalArgumentException.class, Main::refuse)
                .error(EvenkeelException.class, Main::refuse);
    }

    private static float[] floats(String json) {
        double[] numbers = Json.parse(json).asArray().toDoubleArray();
        float[] floats = new float[numbers.length];
        for (int index = 0; index < floats.length; index++) {
            floats[index] = (float) numbers[index];
        }
        return floats;
    }

    private static void refuse(ServerRequest request, ServerResponse response, RuntimeException wrong) {
        answer(response.status(Status.BAD_REQUEST_400), JsonObject.of().with("error", wrong.getMessage()));
    }

    private static void answer(ServerResponse response, JsonObject content) {
        response.headers().contentType(MediaTypes.APPLICATION_JSON);
        response.send(content.toString());
    }
}
