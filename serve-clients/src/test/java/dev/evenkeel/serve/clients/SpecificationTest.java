package dev.evenkeel.serve.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole conversation, in which every answer fits the protocol's schema. */
@Timeout(120)
class SpecificationTest {
    private static final String REQUEST = """
            {"id": "42", "inputs": [{"name": "input", "shape": [2, 3], "datatype": "FP32", "data": [1, 2, 3, 4, 5, 6]}]}
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private ServedPoints points;

    @BeforeEach
    void start() {
        points = ServedPoints.start(folder);
    }

    @AfterEach
    void stop() {
        points.close();
    }

    @Test
    void everyAnswerFitsTheSchema() throws Exception {
        for (String path : List.of("/v2", "/v2/")) {
            ResponseSchema.SERVER.check(get(path, 200));
        }
        assertThat(status("/v2/health/live")).isEqualTo(200);
        assertThat(status("/v2/health/ready")).isEqualTo(200);
        JsonObject model = get("/v2/models/points", 200);
        ResponseSchema.MODEL.check(model);
        ResponseSchema.READY.check(get("/v2/models/points/ready", 200));
        JsonObject answer = post(REQUEST, 200);
        ResponseSchema.INFERENCE.check(answer);
        assertThat(answer.string("id")).isEqualTo("42");
        assertThat(answer.has("model_version")).isFalse();
        JsonObject nameless = post(REQUEST.replace("\"id\": \"42\", ", ""), 200);
        ResponseSchema.INFERENCE.check(nameless);
        assertThat(nameless.has("id")).isFalse();
        ResponseSchema.INFERENCE.check(post(model.object("example").toString(), 200));
    }

    @Test
    void everyErrorIsOneSentence() throws Exception {
        ResponseSchema.ERROR.check(get("/v2/models/other", 404));
        ResponseSchema.ERROR.check(get("/v2/models/points/versions/7", 404));
        ResponseSchema.ERROR.check(get("/v3", 404));
        ResponseSchema.ERROR.check(get("/v2/models/points/infer", 405));
        for (String bad : List.of(
                "",
                "{",
                "[]",
                "{\"inputs\": 3}",
                REQUEST.replace("[2, 3]", "[3, 3]"),
                REQUEST.replace("FP32", "FP16"),
                REQUEST.replace("FP32", "BOOL"),
                REQUEST.replace("\"42\"", "42"),
                REQUEST.replace("[1,", "[\"x\","))) {
            ResponseSchema.ERROR.check(post(bad, 400));
        }
    }

    private int status(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private JsonObject get(String path, int status) throws IOException, InterruptedException {
        return answer(request(path).build(), status);
    }

    private JsonObject post(String body, int status) throws IOException, InterruptedException {
        return answer(
                request("/v2/models/points/infer")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                status);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(points.server().address() + path));
    }

    private JsonObject answer(HttpRequest request, int status) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        return Json.parse(response.body()).asObject();
    }
}
