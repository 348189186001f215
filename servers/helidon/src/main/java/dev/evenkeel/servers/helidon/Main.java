package dev.evenkeel.servers.helidon;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** A server of Helidon SE whose model lies in its jars; {@code POST /predict} takes an example's values as a JSON array. */
public final class Main {
    private Main() {}

    /** @param label the likeliest class */
    public record Answer(String label, float[] probabilities) {}

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
                    float[] example = request.content().as(float[].class);
                    String label = model.output().labels().get(predictor.classify(example));
                    response.send(new Answer(label, predictor.probabilities(example)));
                })
                .error(IllegalArgumentException.class, Main::refuse)
                .error(EvenkeelException.class, Main::refuse);
    }

    private static void refuse(ServerRequest request, ServerResponse response, RuntimeException wrong) {
        response.status(Status.BAD_REQUEST_400).send(Map.of("error", wrong.getMessage()));
    }
}
