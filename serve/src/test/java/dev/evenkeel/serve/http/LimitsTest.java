package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are large, slow, many, broken or gone. */
@Timeout(120)
class LimitsTest {
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1",
                "Content-Length: 99999999999999999999",
                "Content-Length: 2x",
                "Content-Length: 2\r\nContent-Length: 3",
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip",
                "Content-Length : 2",
                "Inference-Header-Content-Length: -1\r\nContent-Length: 13",
                "Inference-Header-Content-Length: x\r\nContent-Length: 13",
                "Inference-Header-Content-Length: 14\r\nContent-Length: 13",
                "Inference-Header-Content-Length: 99999999999\r\nContent-Length: 13",
                "Inference-Header-Content-Length: 13\r\nInference-Header-Content-Length: 13\r\nContent-Length: 13"
            })
    void lengthsThatAreNoneAre400(String header) throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            String answer = running.raw(HEAD + header + "\r\nConnection: close\r\n\r\n" + RunningServer.BODY);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("{\"error\":\"")
                    .doesNotContain("\tat ");
            answersWell(running);
        }
    }

    @Test
    void aHugeLengthIs413BeforeAnythingIsSent() throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            try (Socket socket = running.connect()) {
                RunningServer.write(
                        socket, HEAD + "Expect: 100-continue\r\nContent-Length: 9223372036854775807\r\n\r\n");
                assertThat(RunningServer.until(socket, "}")).startsWith("HTTP/1.1 413");
            }
            answersWell(running);
        }
    }

    @Test
    void whoWaitsToContinueMay() throws Exception {
        try (RunningServer running = RunningServer.standard();
                Socket socket = running.connect()) {
            RunningServer.write(socket, HEAD + "Expect: 100-continue\r\nContent-Length: 13\r\n\r\n");
            assertThat(RunningServer.until(socket, "\r\n\r\n")).startsWith("HTTP/1.1 100");
            RunningServer.write(socket, RunningServer.BODY);
            assertThat(RunningServer.until(socket, "\r\n\r\n")).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"
            })
    void whatIsNoHttpIsAnsweredByASentence(String request) throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            String answer = running.raw(request);
            assertThat(answer)
                    .matches("(?s)HTTP/1.1 (400|505|426) .*\\{\"error\":\"[^\"]+\"}")
                    .doesNotContain("jetty");
            answersWell(running);
        }
    }

    @Test
    void headersBeyondTheLimitAre431() throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            String answer =
                    running.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 431").contains("{\"error\":\"");
            assertThat(running.raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .matches("(?s)HTTP/1.1 4(14|31).*\\{\"error\":.*");
        }
    }

    @Test
    void slowHeadersAreCut() throws Exception {
        try (RunningServer running =
                        RunningServer.limited(limits -> limits.withHeaders(16 << 10, Duration.ofMillis(500)));
                Socket socket = running.connect()) {
            assertThatThrownBy(() -> {
                        String head = "GET /v2 HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100);
                        for (int at = 0; at < head.length(); at++) {
                            RunningServer.write(socket, head.substring(at, at + 1));
                            Thread.sleep(50);
                        }
                        RunningServer.write(socket, "\r\n\r\n");
                        if (RunningServer.rest(socket).isEmpty()) {
                            throw new SocketException("closed");
                        }
                    })
                    .isInstanceOf(SocketException.class);
            answersWell(running);
        }
    }

    @Test
    void anIdleConnectionIsClosedInTimeAlsoBetweenRequests() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withIdleTime(Duration.ofMillis(400)));
                Socket fresh = running.connect();
                Socket used = running.connect()) {
            RunningServer.write(used, RunningServer.GOOD);
            long begin = System.nanoTime();
            assertThat(RunningServer.rest(fresh)).isEmpty();
            assertThat(RunningServer.rest(used)).startsWith("HTTP/1.1 200");
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIs408AndHoldsNoThread() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withBytesPerSecond(1_000_000))) {
            List<Socket> slow = new ArrayList<>();
            for (int count = 0; count < 200; count++) {
                Socket socket = running.connect();
                RunningServer.write(socket, HEAD + "Content-Length: 100\r\n\r\n{");
                slow.add(socket);
            }
            answersWell(running);
            String answer = RunningServer.rest(slow.get(0));
            assertThat(answer).startsWith("HTTP/1.1 408").contains("too slowly");
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void oneThousandIdleConnectionsDoNotHurt() throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            List<Socket> idle = new ArrayList<>();
            for (int count = 0; count < 1000; count++) {
                idle.add(running.connect());
            }
            answersWell(running);
            long begin = System.nanoTime();
            answersWell(running);
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.MILLISECONDS.toNanos(500));
            assertThat(running.get("/metrics").body()).containsPattern("evenkeel_connections_open 10[0-9]{2}");
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void connectionsBeyondTheLimitWait() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withConnections(2));
                Socket first = running.connect();
                Socket second = running.connect()) {
            RunningServer.write(first, RunningServer.GOOD);
            assertThat(RunningServer.until(first, "\r\n\r\n")).startsWith("HTTP/1.1 200");
            RunningServer.write(second, RunningServer.GOOD);
            assertThat(RunningServer.until(second, "\r\n\r\n")).startsWith("HTTP/1.1 200");
            try (Socket third = running.connect()) {
                RunningServer.write(third, RunningServer.GOOD);
                third.setSoTimeout(300);
                assertThatThrownBy(() -> third.getInputStream().read()).isInstanceOf(IOException.class);
                first.shutdownOutput();
                third.setSoTimeout(20_000);
                assertThat(RunningServer.until(third, "\r\n\r\n")).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void requestsOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
        try (RunningServer running = RunningServer.standard();
                Socket socket = running.connect()) {
            String last = "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            RunningServer.write(
                    socket,
                    RunningServer.GOOD + "GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n" + RunningServer.GOOD + last);
            assertThat(RunningServer.rest(socket))
                    .matches("(?s)HTTP/1.1 200.*HTTP/1.1 404.*HTTP/1.1 200.*HTTP/1.1 200.*live.*");
        }
    }

    @Test
    void aClientThatEndsItsHalfIsAnswered() throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            assertThat(running.raw(RunningServer.GOOD)).startsWith("HTTP/1.1 200");
            assertThat(running.raw(HEAD + "Content-Length: 100\r\n\r\n{}")).doesNotContain("HTTP/1.1 200", "500");
            answersWell(running);
            assertThat(running.repository.submitted).hasSize(2);
        }
    }

    @Test
    void aRequestThatTakesTooLongIs503AndItsPlaceIsFree() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withRequestTime(Duration.ofMillis(300)))) {
            running.repository.outputs = CompletableFuture::new;
            HttpResponse<String> answer = running.post("/v2/models/iris/infer", RunningServer.BODY);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("no answer after 300 ms");
            assertThat(running.repository.submitted.get(0)).isCancelled();
        }
    }

    @Test
    void manyRequestsWaitWithoutAThread() throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            running.repository.outputs = CompletableFuture::new;
            List<Socket> waiting = new ArrayList<>();
            for (int count = 0; count < 300; count++) {
                Socket socket = running.connect();
                RunningServer.write(socket, RunningServer.GOOD);
                waiting.add(socket);
            }
            while (running.repository.submitted.size() < 300) {
                Thread.sleep(5);
            }
            assertThat(running.get("/v2/health/live").statusCode()).isEqualTo(200);
            running.repository.submitted.forEach(future -> future.complete(new float[] {1, 0}));
            for (Socket socket : waiting) {
                assertThat(RunningServer.until(socket, "\r\n\r\n")).startsWith("HTTP/1.1 200");
                socket.close();
            }
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

    @Test
    void aClientThatIsGoneFreesItsPlace() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withRequestTime(Duration.ofSeconds(1)))) {
            running.repository.outputs = CompletableFuture::new;
            Socket socket = running.connect();
            RunningServer.write(socket, RunningServer.GOOD);
            while (running.repository.submitted.isEmpty()) {
                Thread.sleep(5);
            }
            socket.setSoLinger(true, 0);
            socket.close();
            while (!running.repository.submitted.get(0).isCancelled()) {
                Thread.sleep(5);
            }
        }
    }

    @Test
    void stoppingAnswersWhatIsUnderWayAndRefusesWhatComes() throws Exception {
        RunningServer running = RunningServer.standard();
        running.repository.outputs = CompletableFuture::new;
        try (Socket under = running.connect();
                Socket kept = running.connect()) {
            RunningServer.write(kept, "GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(RunningServer.until(kept, "}")).contains("\"ready\":true");
            RunningServer.write(under, RunningServer.GOOD);
            while (running.repository.submitted.isEmpty()) {
                Thread.sleep(5);
            }
            CompletableFuture<Void> closing = CompletableFuture.runAsync(running::close);
            while (running.log.stream().noneMatch(line -> line.string("event").equals("stopping"))) {
                Thread.sleep(5);
            }
            RunningServer.write(kept, "GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(RunningServer.until(kept, "}"))
                    .startsWith("HTTP/1.1 503")
                    .contains("Connection: close");
            assertThatThrownBy(running::connect).isInstanceOf(IOException.class);
            assertThat(closing).isNotDone();
            running.repository.submitted.get(0).complete(new float[] {1, 0});
            assertThat(RunningServer.rest(under)).startsWith("HTTP/1.1 200");
            closing.join();
        }
    }

    @Test
    void stoppingWaitsNoLongerThanItMay() throws Exception {
        RunningServer running = RunningServer.limited(limits -> limits.withDrainTime(Duration.ofMillis(300)));
        running.repository.outputs = CompletableFuture::new;
        try (Socket under = running.connect()) {
            RunningServer.write(under, RunningServer.GOOD);
            while (running.repository.submitted.isEmpty()) {
                Thread.sleep(5);
            }
            long begin = System.nanoTime();
            running.close();
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(running.log.toString()).contains("\"drained\":false");
        }
    }
}
