package dev.evenkeel.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.LivePage;
import dev.evenkeel.lab.report.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LiveServerTest {
    private static final int MAX_STREAMS = 16;
    /** Longer than a test may take. */
    private static final Duration NEVER = Duration.ofHours(1);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final AtomicInteger made = new AtomicInteger();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private volatile String words = "running: epoch 1 of 3";
    private volatile String text = "so far";
    private final LiveServer server = LiveServer.start(0, this::page, NEVER, Duration.ofSeconds(2));

    @AfterEach
    void closeEverything() throws Exception {
        for (AutoCloseable open : opened) {
            open.close();
        }
        server.close();
    }

    private LivePage page() {
        made.incrementAndGet();
        return LivePage.running(words, report());
    }

    private Report report() {
        return new Report(
                "A run",
                List.of("It goes on."),
                List.of(new Report.Section("Part", List.of(new Block.Text(text)))),
                List.of());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.address().resolve(path)).timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The data of the events, one after the other. */
    private Iterator<String> events() throws IOException, InterruptedException {
        return events(server);
    }

    private Iterator<String> events(LiveServer from) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response = client.send(
                HttpRequest.newBuilder(from.address().resolve("/events"))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=utf-8");
        return response.body().filter(line -> !line.isEmpty()).iterator();
    }

    private Socket connect(String request) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        opened.add(socket);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private String statusOf(String request) throws IOException {
        InputStream answer = connect(request).getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = answer.read(); next >= 0 && next != '\r'; next = answer.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }

    @Test
    void thePageIsOneFileThatMayFetchNothingButItsStream() throws IOException, InterruptedException {
        HttpResponse<String> response = get("/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.headers().firstValue("Content-Security-Policy")).hasValue("frame-ancestors 'none'");
        assertThat(response.headers().map()).doesNotContainKey("Access-Control-Allow-Origin");
        assertThat(response.body())
                .startsWith("<!DOCTYPE html>")
                .contains("<h1>A run</h1>", "running: epoch 1 of 3", "aria-live=\"polite\"", "<p>so far</p>")
                .contains("default-src 'none'", "connect-src 'self'");
    }

    @Test
    void aStreamTellsWhatIsThereAndWhatChangesASecondApart() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Iterator<String> events = events();
        assertThat(events.next()).startsWith("data: \"<a class=").contains("so far", "epoch 1 of 3");

        text = "more </section> \n of it";
        server.changed();

        assertThat(events.next())
                .startsWith("data: \"<a class=")
                .contains("more &lt;/section&gt; \\n of it")
                .doesNotContain("<script src");
        assertThat(seconds(begin)).isGreaterThan(0.9);
    }

    @Test
    void theLastPageIsToldAndEndsTheStreamAndTheServer() throws IOException, InterruptedException {
        LiveServer patient = LiveServer.start(0, this::page, NEVER, NEVER);
        Iterator<String> events = events(patient);
        events.next();
        text = "all of it";

        patient.finish(LivePage.ended("finished", report()));

        assertThat(events.next()).isEqualTo("event: last");
        assertThat(events.next()).contains("all of it", "finished. This page no longer changes.");
        assertThat(events.hasNext()).isFalse();
        assertThatThrownBy(() -> events(patient)).isInstanceOf(ConnectException.class);
    }

    @Test
    void aPageThatWasJustServedIsWaitedForAtTheEnd() throws Exception {
        get("/");
        Thread ending = new Thread(() -> server.finish(LivePage.ended("finished", report())));
        ending.start();
        Thread.sleep(200);

        Iterator<String> events = events();

        assertThat(events.next()).isEqualTo("event: last");
        ending.join();
    }

    @Test
    void nothingIsMadeWhileNobodyLooksAndOnceForAllWhoDo() throws IOException, InterruptedException {
        for (int change = 0; change < 1000; change++) {
            server.changed();
        }
        assertThat(made).hasValue(0);

        long begin = System.nanoTime();
        for (int reader = 0; reader < 20; reader++) {
            get("/");
            server.changed();
        }

        assertThat(made.get()).isLessThanOrEqualTo(1 + (int) Math.ceil(seconds(begin) / 0.9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:PORT", "127.0.0.1:1", "localhost", "127.0.0.1.evil.example:PORT"})
    void otherHostsAreRefused(String host) throws IOException {
        String named = host.replace("PORT", Integer.toString(server.address().getPort()));

        assertThat(statusOf("GET / HTTP/1.1\r\nHost: " + named + "\r\n\r\n")).isEqualTo("HTTP/1.1 403 Forbidden");
        assertThat(statusOf("GET /events HTTP/1.1\r\nHost: " + named + "\r\n\r\n"))
                .isEqualTo("HTTP/1.1 403 Forbidden");
        assertThat(made).hasValue(0);
    }

    @Test
    void thisMachineIsKnownByEachOfItsNames() throws IOException {
        for (String name : List.of("localhost", "LOCALHOST", "127.0.0.1", "[::1]")) {
            String host = name + ":" + server.address().getPort();
            assertThat(statusOf("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(statusOf("GET / HTTP/1.0\r\n\r\n")).endsWith(" 403 Forbidden");
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws IOException, InterruptedException {
        assertThat(get("/report.html").statusCode()).isEqualTo(404);
        assertThat(get("/events/").statusCode()).isEqualTo(404);
        assertThat(get("/%2e%2e/etc/passwd").statusCode()).isEqualTo(404);
        HttpResponse<String> post = client.send(
                request("/")
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(1_000)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @Test
    void headGivesTheHeadersAlone() throws IOException, InterruptedException {
        HttpResponse<String> page = client.send(
                request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        HttpResponse<String> events = client.send(
                request("/events")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEmpty();
        assertThat(page.headers().firstValueAsLong("Content-Length"))
                .hasValue(get("/").body().getBytes(StandardCharsets.UTF_8).length);
        assertThat(events.statusCode()).isEqualTo(200);
    }

    @Test
    void moreStreamsThanSixteenAreRefusedAndThePageStillComes() throws IOException, InterruptedException {
        String request =
                "GET /events HTTP/1.1\r\nHost: localhost:" + server.address().getPort() + "\r\n\r\n";
        for (int stream = 0; stream < MAX_STREAMS; stream++) {
            assertThat(statusOf(request)).isEqualTo("HTTP/1.1 200 OK");
        }

        assertThat(get("/events").statusCode()).isEqualTo(503);
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aStreamThatWasLeftMakesRoomForAnother() throws IOException, InterruptedException {
        for (int stream = 0; stream < MAX_STREAMS; stream++) {
            connect("GET /events HTTP/1.1\r\nHost: localhost:"
                    + server.address().getPort() + "\r\n\r\n");
        }
        for (AutoCloseable socket : List.copyOf(opened)) {
            ((Socket) socket).close();
        }

        int status = 503;
        while (status == 503) {
            server.changed();
            Thread.sleep(100);
            status = client.send(request("/events").build(), HttpResponse.BodyHandlers.ofLines())
                    .statusCode();
        }
        assertThat(status).isEqualTo(200);
    }

    @Test
    void readersThatDoNotReadHoldUpNeitherOthersNorTheEnd() throws IOException, InterruptedException {
        text = "long ".repeat(2_000_000);
        for (int reader = 0; reader < 4; reader++) {
            connect("GET /events HTTP/1.1\r\nHost: localhost:"
                    + server.address().getPort() + "\r\n\r\n");
            connect("GET / HTTP/1.1\r\nHost: localhost:" + server.address().getPort() + "\r\n\r\n");
        }
        assertThat(get("/").statusCode()).isEqualTo(200);

        server.finish(LivePage.ended("finished", report()));

        assertThatThrownBy(() -> get("/")).isInstanceOf(ConnectException.class);
    }

    @Test
    void requestsThatDoNotEndHoldUpNotTheEnd() throws IOException {
        for (int reader = 0; reader < 100; reader++) {
            connect("GET / HTTP/1.1\r\nHos");
        }

        server.finish(LivePage.ended("finished", report()));

        assertThatThrownBy(() -> get("/")).isInstanceOf(ConnectException.class);
    }

    @Test
    void aReportThatCannotBeMadeIsSaidAndMadeAgainLater() throws IOException, InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        try (LiveServer failing = LiveServer.start(0, () -> {
            if (asked.incrementAndGet() == 1) {
                throw new EvenkeelException("the record is damaged");
            }
            return page();
        })) {
            HttpRequest request = HttpRequest.newBuilder(failing.address()).build();

            HttpResponse<String> first = client.send(request, HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> second = client.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(first.statusCode()).isEqualTo(500);
            assertThat(first.body()).contains("the record is damaged");
            assertThat(second.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidWithTheWayOut() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LiveServer.start(taken.getLocalPort(), this::page))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith("Port " + taken.getLocalPort() + " cannot be had for the live page: ")
                    .hasMessageEndingWith("Give another one, or 0 for any free one");
        }
        assertThatThrownBy(() -> LiveServer.start(65_536, this::page))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("from 0 to 65535, but got 65536");
    }

    @Test
    void itListensOnTheLoopbackAddressAlone() {
        URI address = server.address();

        assertThat(address.getHost()).isIn("127.0.0.1", "[::1]");
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("HTTP-Dispatcher")
                        || thread.getName().startsWith("evenkeel-live"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }
}
