package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
            assertThat(RunningServer.rest(fresh)).isEmpty();
            assertThat(RunningServer.rest(used)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aConnectionWhoseRequestIsComputedIsNotIdle() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withIdleTime(Duration.ofMillis(300)))) {
            CompletableFuture<float[]> outputs = new CompletableFuture<>();
            running.repository.outputs = () -> outputs;
            try (Socket socket = running.connect()) {
                RunningServer.write(socket, RunningServer.GOOD);
                Thread.sleep(1200);
                outputs.complete(new float[] {1, 0});
                assertThat(RunningServer.until(socket, "\r\n\r\n")).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIs408AndHoldsNoThread() throws Exception {
        try (RunningServer running = RunningServer.limited(
                limits -> limits.withBytesPerSecond(1_000_000).withGrace(Duration.ofMillis(1500)))) {
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
    void oneThousandIdleConnectionsHoldNoThread() throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            answersWell(running);
            int threads = Thread.getAllStackTraces().size();
            List<Socket> idle = new ArrayList<>();
            for (int count = 0; count < 1000; count++) {
                idle.add(running.connect());
            }
            answersWell(running);
            assertThat(Thread.getAllStackTraces()).hasSizeLessThan(threads + 100);
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
            assertThat(running.log.stream().map(line -> line.string("event"))).doesNotContain("failure");
        }
    }

    @Test
    void aBodyThatTakesLongToUnderstandIsNotCalledSlow() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withRequestTime(Duration.ofMillis(300)))) {
            CompletableFuture<Void> answered = new CompletableFuture<>();
            running.repository.whileReading =
                    () -> answered.completeOnTimeout(null, 15, TimeUnit.SECONDS).join();
            HttpResponse<String> answer = running.post("/v2/models/iris/infer", RunningServer.BODY);
            answered.complete(null);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("no answer after 300 ms");
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
}
