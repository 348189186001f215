package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are large, many, compressed or of other types. */
@Timeout(120)
class BodiesTest {
    private static final String HEAD = "POST /v2/models/iris/infer HTTP/1.1\r\nHost: localhost\r\n";

    private static void answersWell(RunningServer running) throws Exception {
        HttpResponse<String> answer = running.post("/v2/models/iris/infer", RunningServer.BODY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aBodyBeyondTheLimitIs413() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withBodyBytes(1000))) {
            assertThat(running.post("/v2/models/iris/infer", RunningServer.body(1000))
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> answer = running.post("/v2/models/iris/infer", RunningServer.body(1001));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("more than the 1000 bytes");
            answersWell(running);
        }
    }

    @Test
    void aBodyInPiecesBeyondTheLimitIs413() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withBodyBytes(1000))) {
            String first = "64\r\n" + RunningServer.body(100) + "\r\n";
            String piece = "64\r\n" + " ".repeat(100) + "\r\n";
            assertThat(running.raw(HEAD + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + first
                            + piece.repeat(9) + "0\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(running.raw(HEAD + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + first
                            + piece.repeat(10) + "0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413");
            answersWell(running);
        }
    }

    @Test
    void bytesOfAllBodiesTogetherAreBoundedAndGivenBack() throws Exception {
        try (RunningServer running =
                RunningServer.limited(limits -> limits.withBodyBytes(100_000).withBytesInFlight(250_000))) {
            List<Socket> halves = new ArrayList<>();
            for (int count = 0; count < 2; count++) {
                Socket socket = running.connect();
                RunningServer.write(socket, HEAD + "Content-Length: 100000\r\n\r\n" + RunningServer.body(90_000));
                halves.add(socket);
            }
            while (!running.get("/metrics").body().contains("evenkeel_body_bytes 200000.0")) {
                Thread.sleep(10);
            }
            HttpResponse<String> third = running.post("/v2/models/iris/infer", RunningServer.body(90_000));
            assertThat(third.statusCode()).isEqualTo(503);
            for (Socket socket : halves) {
                RunningServer.write(socket, " ".repeat(10_000));
                assertThat(RunningServer.until(socket, "\r\n\r\n")).startsWith("HTTP/1.1 200");
                socket.close();
            }
            while (!running.get("/metrics").body().contains("evenkeel_body_bytes 0.0")) {
                Thread.sleep(10);
            }
        }
    }

    private static HttpRequest.Builder compressed(RunningServer running, byte[] body, String coding) {
        return HttpRequest.newBuilder(running.at("/v2/models/iris/infer"))
                .header("Content-Encoding", coding)
                .POST(BodyPublishers.ofByteArray(body));
    }

    private static byte[] zipped(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(RunningServer.body(count).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void aCompressedBodyIsReadUpToTheSameLimit() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withBodyBytes(1_000_000))) {
            assertThat(running.send(compressed(running, zipped(1_000_000), "gzip"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(running.send(compressed(running, zipped(50_000_000), "gzip"))
                            .statusCode())
                    .isEqualTo(413);
            assertThat(running.send(compressed(running, new byte[10], "gzip")).statusCode())
                    .isEqualTo(400);
            HttpResponse<String> other = running.send(compressed(running, zipped(20), "br"));
            assertThat(other.statusCode()).isEqualTo(415);
            assertThat(other.headers().firstValue("Accept-Encoding")).contains("gzip");
            assertThat(running.send(compressed(running, zipped(20), "gzip, gzip"))
                            .statusCode())
                    .isEqualTo(415);
        }
    }

    @Test
    void bytesOfARequestThatIsOverAreGivenBackThoughItIsStillDecompressed() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withRequestTime(Duration.ofMillis(1)))) {
            running.repository.outputs = CompletableFuture::new;
            assertThat(running.send(compressed(running, zipped(60_000_000), "gzip"))
                            .statusCode())
                    .isEqualTo(503);
            Thread.sleep(1000);
            while (!running.get("/metrics").body().contains("evenkeel_body_bytes 0.0")) {
                Thread.sleep(10);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=x", "application/json; charset=utf-16"})
    void typesThatCannotBeReadAre415(String type) throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            assertThat(running.post("/v2/models/iris/infer", RunningServer.BODY, "Content-Type", type)
                            .statusCode())
                    .isEqualTo(415);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=UTF-8",
                "application/octet-stream",
                "application/x-www-form-urlencoded",
                "text/plain"
            })
    void typesThatClientsSendAreRead(String type) throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            assertThat(running.post("/v2/models/iris/infer", RunningServer.BODY, "Content-Type", type)
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
