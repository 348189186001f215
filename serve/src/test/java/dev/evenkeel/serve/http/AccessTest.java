package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.serve.Access;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.watch.DriftSource;
import dev.evenkeel.serve.watch.Watch;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is answered. */
@Timeout(60)
class AccessTest {
    private static final String TOKEN = "0123456789abcdef0123";

    @TempDir
    private Path folder;

    private Path tokenFile(String text) throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, text);
        return file;
    }

    private ServerSettings withToken() throws IOException {
        return ServerSettings.standard().listening("127.0.0.1", 0, new Access.Token(tokenFile(TOKEN + "\n")));
    }

    private static String withHost(RunningServer running, String host) throws IOException {
        return running.raw("GET /v2 HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1234", "127.0.0.1:80", "127.3.2.1", "[::1]:8080", "x.localhost"})
    void thisMachineIsAnsweredUnderItsNames(String host) throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            assertThat(withHost(running, host)).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "10.0.0.1", "[::2]"})
    void anotherHostsNameIsRefusedOnLoopbackWithoutAToken(String host) throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            assertThat(withHost(running, host)).startsWith("HTTP/1.1 403").contains("http://localhost");
        }
        try (RunningServer running = new RunningServer(withToken())) {
            assertThat(withHost(running, host)).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void pagesOfOtherServersMayNotAsk() throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            String good = "http://localhost:" + running.server.address().getPort();
            String head = "POST /v2/models/iris/infer HTTP/1.1\r\nHost: localhost:"
                    + running.server.address().getPort() + "\r\nContent-Length: 13\r\nConnection: close\r\nOrigin: ";
            assertThat(running.raw(head + good + "\r\n\r\n" + RunningServer.BODY))
                    .startsWith("HTTP/1.1 200");
            assertThat(running.raw(head + "https://evil.example\r\n\r\n" + RunningServer.BODY))
                    .startsWith("HTTP/1.1 403");
            assertThat(running.raw(head + "null\r\n\r\n" + RunningServer.BODY)).startsWith("HTTP/1.1 403");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/v2/models/iris", "/metrics", "/", "/status.json", "/v2/models/iris/ready"})
    void theTokenIsNeededForAllButProbes(String path) throws Exception {
        try (RunningServer running = new RunningServer(withToken())) {
            HttpResponse<String> without = running.get(path);
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(without.body()).contains("Authorization: Bearer TOKEN");
            assertThat(running.get("/v2/health/live").statusCode()).isEqualTo(200);
            assertThat(running.get("/v2/health/ready").statusCode()).isEqualTo(200);
            String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: ";
            assertThat(running.raw(head + "Bearer " + TOKEN + "\r\n\r\n")).startsWith("HTTP/1.1 200");
            assertThat(running.raw(head + "bearer  " + TOKEN + "\r\n\r\n")).startsWith("HTTP/1.1 200");
            assertThat(running.raw(head + basic("anyone:" + TOKEN) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private static String basic(String text) {
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer 0123456789abcdef012",
                "Bearer 0123456789abcdef01234",
                "0123456789abcdef0123",
                "Basic MDEyMzQ1Njc4OWFiY2RlZjAxMg==",
                "Basic !!!",
                "Bearer 0123456789abcdef0123\r\nAuthorization: Bearer 0123456789abcdef0123"
            })
    void anotherTokenIsRefused(String authorization) throws Exception {
        try (RunningServer running = new RunningServer(withToken())) {
            assertThat(running.raw("GET /v2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                            + authorization + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void modelsAreChangedWithATokenAlone() throws Exception {
        try (RunningServer running = RunningServer.standard()) {
            assertThat(running.post("/v2/repository/models/iris/load", "").statusCode())
                    .isEqualTo(403);
            assertThat(running.post("/v2/repository/models/iris/unload", "").body())
                    .contains("--token-file");
            assertThat(running.repository.changes).isEmpty();
        }
        try (RunningServer running = new RunningServer(withToken())) {
            assertThat(running.post("/v2/repository/models/iris/load", "").statusCode())
                    .isEqualTo(401);
            assertThat(running.post("/v2/repository/models/iris/load", "", "Authorization", basic("a:" + TOKEN))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(running.repository.changes).isEmpty();
            String[] known = {"Authorization", "Bearer " + TOKEN};
            assertThat(running.post("/v2/repository/models/iris/load", "", known)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(running.post("/v2/repository/models/iris/unload", "{}", known)
                            .body())
                    .isEqualTo("{}");
            assertThat(running.post("/v2/repository/models/none/load", "", known)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(running.repository.changes).containsExactly("load iris", "unload iris");
        }
    }

    @Test
    void othersThanThisMachineNeedATokenOrAnOpenServer() throws Exception {
        ServerSettings everywhere = ServerSettings.standard().listening("0.0.0.0", 0, new Access.Loopback());
        assertThatThrownBy(() -> new RunningServer(everywhere))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("give it a token (--token-file), or say that it is open to all (--open)");
        try (RunningServer open =
                new RunningServer(ServerSettings.standard().listening("0.0.0.0", 0, new Access.Open()))) {
            assertThat(withHost(open, "any.example")).startsWith("HTTP/1.1 200");
            assertThat(open.log.toString()).contains("\"event\":\"warning\"", "started as open");
            assertThat(open.post("/v2/repository/models/iris/load", "").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aTokenFileThatOthersCanReadIsWarnedOf() throws Exception {
        Path file = tokenFile(TOKEN);
        ServerSettings settings = ServerSettings.standard().listening("127.0.0.1", 0, new Access.Token(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (RunningServer running = new RunningServer(settings)) {
            assertThat(running.log.toString()).contains("chmod 600").doesNotContain(folder.toString());
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (RunningServer running = new RunningServer(settings)) {
            assertThat(running.log.toString()).doesNotContain("chmod 600");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "has a blank in it 1234", "two-lines-of-tokens\nmore-lines-of-tokens"})
    void aFileWithoutATokenIsRefused(String text) throws Exception {
        ServerSettings settings =
                ServerSettings.standard().listening("127.0.0.1", 0, new Access.Token(tokenFile(text)));
        assertThatThrownBy(() -> new RunningServer(settings))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("openssl rand");
    }

    @Test
    void aPortThatIsTakenIsToldInOneSentence() {
        try (RunningServer running = RunningServer.standard();
                Watch watch = new Watch(DriftSource.none())) {
            int port = running.server.address().getPort();
            ServerSettings same = ServerSettings.standard().listening("127.0.0.1", port, new Access.Loopback());
            assertThatThrownBy(() -> Server.start(same, running.repository, watch))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageContaining("Port " + port + " of 127.0.0.1 cannot be had")
                    .hasMessageContaining("0 for any free one");
        }
    }

    @Test
    void aHostThatIsNoneIsToldInOneSentence() {
        ServerSettings nowhere = ServerSettings.standard().listening("no-such-host.invalid", 0, new Access.Loopback());
        assertThatThrownBy(() -> new RunningServer(nowhere))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("There is no host no-such-host.invalid");
    }
}
