package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.repository.ModelRepository.State;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each path answers. */
@Timeout(60)
class PathsTest {
    private final RunningServer running = RunningServer.standard();

    @AfterEach
    void stop() {
        running.close();
    }

    private static JsonObject json(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return Json.parse(response.body()).asObject();
    }

    private static String error(HttpResponse<String> response) {
        return json(response).string("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/v2/"})
    void theServerTellsItself(String path) throws Exception {
        JsonObject server = json(running.get(path));

        assertThat(server.string("name")).isEqualTo("evenkeel");
        assertThat(server.array("extensions").toStrings()).contains("binary_tensor_data", "model_repository");
    }

    @Test
    void aLiveServerIsReadyOnceNothingLoadsAndSomethingIsReady() throws Exception {
        assertThat(running.get("/v2/health/live").body()).isEqualTo("{\"live\":true}");
        assertThat(running.get("/v2/health/ready").body()).isEqualTo("{\"ready\":true}");

        running.repository.states.put("broken", State.UNAVAILABLE);
        assertThat(running.get("/v2/health/ready").statusCode()).isEqualTo(200);
        running.repository.states.put("slow", State.LOADING);
        assertThat(running.get("/v2/health/ready").statusCode()).isEqualTo(503);
        running.repository.states.clear();
        assertThat(running.get("/v2/health/ready").statusCode()).isEqualTo(200);
        running.repository.states.put("broken", State.UNAVAILABLE);
        HttpResponse<String> none = running.get("/v2/health/ready");
        assertThat(none.statusCode()).isEqualTo(503);
        assertThat(json(none).truth("ready")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/models/iris", "/v2/models/iris/", "/v2/models/iris/versions/1", "/v2/models/%69ris"})
    void aModelTellsItsTensors(String path) throws Exception {
        JsonObject model = json(running.get(path));

        assertThat(model.string("name")).isEqualTo("iris");
        assertThat(model.array("versions").toStrings()).containsExactly("1");
        assertThat(model.array("inputs").at(0).asObject().array("shape").toLongArray())
                .containsExactly(-1, 4);
        assertThat(model.array("outputs").at(0).asObject().string("datatype")).isEqualTo("FP32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/models/iris/ready", "/v2/models/iris/versions/1/ready"})
    void aModelTellsWhetherItIsReady(String path) throws Exception {
        assertThat(running.get(path).body()).isEqualTo("{\"name\":\"iris\",\"ready\":true}");

        running.repository.states.put("iris", State.LOADING);

        HttpResponse<String> loading = running.get(path);
        assertThat(loading.statusCode()).isEqualTo(503);
        assertThat(loading.headers().firstValue("Retry-After")).contains("1");
        assertThat(json(loading).truth("ready")).isFalse();
    }

    @Test
    void valuesThatANetworkCannotTakeAreTheClientsMistake() throws Exception {
        running.repository.outputs = () -> CompletableFuture.failedFuture(
                new EvenkeelException("embedding 'words' needs whole numbers from 0 to 4 as indices, but got 9.0"));
        HttpResponse<String> refused = running.post("/v2/models/iris/infer", RunningServer.BODY);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(error(refused)).contains("from 0 to 4 as indices, but got 9.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/models/iris/infer", "/v2/models/iris/versions/1/infer", "/v2/models/iris/infer/"})
    void aModelInfers(String path) throws Exception {
        HttpResponse<String> answer = running.post(path, RunningServer.BODY, "Content-Type", "application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
        assertThat(answer.body()).contains("probabilities");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/none/infer, POST",
        "/v2/models/none, GET",
        "/v2/models/none/ready, GET",
        "/v2/models/iris/versions/2/ready, GET",
        "/v2/models/iris/versions/2/infer, POST",
        "/v2/models/..%2f..%2fetc%2fpasswd, GET",
        "/v2/models/%2e%2e, GET"
    })
    void whatIsNotThereIs404(String path, String method) throws Exception {
        String answer = running.raw(
                method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 40").contains("{\"error\":\"").doesNotContain("/etc", "\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v2/models",
                "/v2/models/iris/version/1",
                "/v2/models/iris/versions",
                "/v2/models/iris/versions/1/infer/more",
                "/v2/health",
                "/v2/health/dead",
                "/v2/repository",
                "/v2/repository/models/iris",
                "/favicon.ico",
                "/metrics/x"
            })
    void otherPathsAre404AndTellWhatThereIs(String path) throws Exception {
        String answer = running.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 404").contains("/v2/models/NAME");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/models/%zz",
                "/v2/models/%",
                "/v2/models/%4",
                "/v2/models/%ff%fe",
                "/v2/models/%00",
                "//v2",
                "/v2/models//infer"
            })
    void pathsThatAreNoneAre400Or404(String path) throws Exception {
        String answer = running.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 40[04].*\\{\"error\":\".*\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "DELETE; /v2/models/iris; GET, HEAD, OPTIONS",
                "POST; /v2; GET, HEAD, OPTIONS",
                "GET; /v2/models/iris/infer; POST, OPTIONS",
                "HEAD; /v2/models/iris/infer; POST, OPTIONS",
                "PUT; /v2/repository/index; POST, OPTIONS",
                "TRACE; /v2; GET, HEAD, OPTIONS"
            })
    void anotherMethodIs405WithThoseThatAreTaken(String method, String path, String allowed) throws Exception {
        HttpResponse<String> answer =
                running.send(HttpRequest.newBuilder(running.at(path)).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains(allowed);
    }

    @Test
    void optionsTellsTheMethods() throws Exception {
        HttpResponse<String> infer = running.send(
                HttpRequest.newBuilder(running.at("/v2/models/iris/infer")).method("OPTIONS", BodyPublishers.noBody()));

        assertThat(infer.statusCode()).isEqualTo(204);
        assertThat(infer.headers().firstValue("Allow")).contains("POST, OPTIONS");
        assertThat(running.raw("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 204");
    }

    @Test
    void headHasTheLengthAndNoBody() throws Exception {
        HttpResponse<String> head = running.send(
                HttpRequest.newBuilder(running.at("/v2/health/live")).method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue("{\"live\":true}".length());
        assertThat(head.body()).isEmpty();
    }

    @Test
    void theIndexTellsAllOrWhatIsReady() throws Exception {
        running.repository.states.put("broken", State.UNAVAILABLE);

        HttpResponse<String> all = running.post("/v2/repository/index", "");
        HttpResponse<String> ready = running.post("/v2/repository/index", "{\"ready\": true}");

        assertThat(all.body())
                .isEqualTo(
                        "[{\"name\":\"broken\",\"version\":\"1\",\"state\":\"UNAVAILABLE\",\"reason\":\"its file is broken\"},"
                                + "{\"name\":\"iris\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}]");
        assertThat(ready.body()).contains("iris").doesNotContain("broken");
        assertThat(running.post("/v2/repository/index", "nonsense").statusCode())
                .isEqualTo(400);
        assertThat(running.post("/v2/repository/index", "{\"ready\": 1}").statusCode())
                .isEqualTo(400);
        assertThat(running.post("/v2/repository/index", "[".repeat(70_000)).statusCode())
                .isEqualTo(413);
        assertThat(running.post("/v2/repository/index", "[".repeat(60_000)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aModelThatIsNotReadyIs503WithRetryAfter() throws Exception {
        running.repository.states.put("iris", State.LOADING);

        HttpResponse<String> answer = running.post("/v2/models/iris/infer", RunningServer.BODY);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(error(answer)).isEqualTo("The model is not ready");
    }

    @Test
    void aFullQueueIs503WithRetryAfter() throws Exception {
        running.repository.outputs = () -> {
            throw new ProtocolException(503, "The queue is full");
        };

        HttpResponse<String> answer = running.post("/v2/models/iris/infer", RunningServer.BODY);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void whatTheModelRefusesIs400() throws Exception {
        running.repository.whileReading = () -> {
            throw ProtocolException.badRequest("Input 'x' is missing");
        };

        HttpResponse<String> answer = running.post("/v2/models/iris/infer", RunningServer.BODY);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer)).isEqualTo("Input 'x' is missing");
    }

    @Test
    void ourOwnBugIs500WithoutItsReason() throws Exception {
        running.repository.outputs =
                () -> CompletableFuture.failedFuture(new IllegalStateException("/secret/path is broken"));

        HttpResponse<String> answer = running.post("/v2/models/iris/infer", RunningServer.BODY);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret", "IllegalState");
        assertThat(running.log.toString())
                .contains("\"event\":\"failure\"", "IllegalStateException", "PathsTest")
                .doesNotContain("secret", "\tat ");
        assertThat(running.get("/v2/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void eachRequestHasALineInTheLogIfAsked() throws Exception {
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        running.get("/nowhere");
        running.server.close();

        assertThat(running.log.toString())
                .contains("\"model\":\"iris\",\"version\":\"1\"", "\"outcome\":\"ok\"", "\"outcome\":\"not_found\"")
                .contains("\"event\":\"started\"", "\"event\":\"stopped\"");
    }

    @Test
    void anEscapedSlashIsToldAsSuch() throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            assertThat(running.raw("GET /v2/models/a%2Fb HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("an escaped slash");
        }
    }
}
