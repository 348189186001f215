package dev.evenkeel.data.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloaderTest {
    private static final byte[] CONTENT = content();

    @TempDir
    private Path folder;

    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final List<Long> progress = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/whole/file.gz", exchange -> send(exchange, 200, CONTENT, CONTENT.length));
        server.createContext("/ranges/file.gz", this::sendRange);
        server.createContext(
                "/short/file.gz", exchange -> send(exchange, 200, Arrays.copyOf(CONTENT, 70_000), CONTENT.length));
        server.createContext("/wrong/file.gz", exchange -> send(exchange, 200, new byte[] {1, 2, 3}, 3));
        server.createContext("/absent/file.gz", exchange -> send(exchange, 404, new byte[] {1}, 1));
        server.createContext("/beyond/file.gz", exchange -> {
            boolean asksForRange = exchange.getRequestHeaders().containsKey("Range");
            send(exchange, asksForRange ? 416 : 200, asksForRange ? new byte[] {1} : CONTENT, -1);
        });
        server.createContext("/moved/file.gz", exchange -> {
            exchange.getResponseHeaders().set("Location", "/whole/file.gz");
            send(exchange, 302, new byte[] {1}, 1);
        });
        server.createContext("/circle/file.gz", exchange -> {
            exchange.getResponseHeaders().set("Location", "/circle/file.gz");
            send(exchange, 301, new byte[] {1}, 1);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aFileIsFetchedOnceAndVerified() throws IOException {
        Path file = fetch("whole");

        assertThat(file).hasFileName("file.gz").hasBinaryContent(CONTENT);
        assertThat(part()).doesNotExist();
        assertThat(progress).last().isEqualTo((long) CONTENT.length);
        stop();
        assertThat(fetch("whole")).hasBinaryContent(CONTENT);
    }

    @Test
    void aDamagedFileInTheFolderIsFetchedAgain() throws IOException {
        Files.write(folder.resolve("file.gz"), new byte[] {9});

        assertThat(fetch("whole")).hasBinaryContent(CONTENT);
    }

    @Test
    void anotherFileIsRefusedAndNotKept() {
        String wrong = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81";

        assertThatThrownBy(() -> fetch("wrong"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(address("wrong") + " is not the file that is wanted: its SHA-256 is " + wrong + ", but "
                        + sha256(CONTENT) + " is needed. Nothing was kept; if it stays so, get the file elsewhere");
        assertThat(folder.resolve("file.gz")).doesNotExist();
        assertThat(part()).doesNotExist();
    }

    @Test
    void anAnswerThatBreaksOffIsAnErrorAndKeepsWhatCame() {
        assertThatThrownBy(() -> fetch("short"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(address("short") + " could not be downloaded to " + folder.resolve("file.gz"))
                .hasMessageEndingWith("Try again: what is there is kept");
        assertThat(folder.resolve("file.gz")).doesNotExist();
        assertThat(part()).isNotEmptyFile();
    }

    @Test
    void theNextAttemptAsksOnlyForTheRest() throws IOException {
        Files.write(part(), Arrays.copyOf(CONTENT, 50_000));

        assertThat(fetch("ranges")).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly("bytes=50000-");
        assertThat(progress).first().matches(received -> received > 50_000);
    }

    @Test
    void aServerWithoutRangesSendsAllAgain() throws IOException {
        Files.write(part(), Arrays.copyOf(CONTENT, 50_000));

        assertThat(fetch("whole")).hasBinaryContent(CONTENT);
    }

    @Test
    void aPartLongerThanTheFileIsFetchedAnew() throws IOException {
        Files.write(part(), new byte[CONTENT.length + 10]);

        assertThat(fetch("beyond")).hasBinaryContent(CONTENT);
    }

    @Test
    void aPartThatIsCompleteNeedsNoServer() throws IOException {
        Files.write(part(), CONTENT);
        stop();

        assertThat(fetch("whole")).hasBinaryContent(CONTENT);
    }

    @Test
    void aPartOfAnotherFileIsNoticedByTheHash() throws IOException {
        Files.write(part(), new byte[50_000]);

        assertThatThrownBy(() -> fetch("ranges")).hasMessageContaining("is not the file that is wanted");
        assertThat(fetch("ranges")).hasBinaryContent(CONTENT);
    }

    @Test
    void aRedirectIsFollowed() {
        assertThat(fetch("moved")).hasBinaryContent(CONTENT);
    }

    @Test
    void aCircleOfRedirectsIsRefused() {
        assertThatThrownBy(() -> fetch("circle"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(address("circle") + " could not be downloaded: it leads through more than 5 redirects");
    }

    @Test
    void aFileThatIsNotThereIsNamedWithTheAnswer() {
        assertThatThrownBy(() -> fetch("absent"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(address("absent") + " could not be downloaded: the server answered 404");
        assertThat(part()).doesNotExist();
    }

    @Test
    void aServerThatIsNotThereIsAnError() {
        URI whole = address("whole");
        stop();

        assertThatThrownBy(() -> new Downloader(Progress.SILENT).fetch(new RemoteFile(whole, sha256(CONTENT)), folder))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(whole + " could not be downloaded to ");
    }

    @Test
    void aHashThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new RemoteFile(URI.create("http://localhost/a"), "12"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A SHA-256 has 64 hexadecimal digits in lower case, but it is '12'");
    }

    private Path fetch(String context) {
        return new Downloader((file, received, total) -> progress.add(received))
                .fetch(new RemoteFile(address(context), sha256(CONTENT)), folder);
    }

    private URI address(String context) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + context + "/file.gz");
    }

    private Path part() {
        return folder.resolve("file.gz.part");
    }

    private void sendRange(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            send(exchange, 200, CONTENT, CONTENT.length);
            return;
        }
        ranges.add(range);
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
        byte[] rest = Arrays.copyOfRange(CONTENT, from, CONTENT.length);
        send(exchange, 206, rest, rest.length);
    }

    private static void send(HttpExchange exchange, int status, byte[] body, int announced) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, announced < 0 ? body.length : announced);
            exchange.getResponseBody().write(body);
        } catch (IOException announcedMore) {
            exchange.close();
        }
    }

    private static byte[] content() {
        byte[] content = new byte[200_000];
        new Random(1).nextBytes(content);
        return content;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
