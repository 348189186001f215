package dev.evenkeel.serve.http;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.ServerLimits;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.ServerSettings.LoggedRequests;
import dev.evenkeel.serve.watch.DriftSource;
import dev.evenkeel.serve.watch.Watch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A server on a free port of the loopback address, and clients of it. */
final class RunningServer implements AutoCloseable {
    /** What a model without inputs is asked. */
    static final String BODY = "{\"inputs\":[]}";

    /** A good request by hand. */
    static final String GOOD =
            "POST /v2/models/iris/infer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 13\r\n\r\n" + BODY;

    final FakeRepository repository = new FakeRepository();
    final List<JsonObject> log = new CopyOnWriteArrayList<>();
    final Watch watch;
    final Server server;
    private final HttpClient client = HttpClient.newHttpClient();

    RunningServer(ServerSettings settings, DriftSource drift) {
        watch = new Watch(drift);
        server = Server.start(settings.logging(log::add, LoggedRequests.ALL), repository, watch);
    }

    RunningServer(ServerSettings settings) {
        this(settings, DriftSource.none());
    }

    static RunningServer standard() {
        return new RunningServer(ServerSettings.standard());
    }

    static RunningServer limited(UnaryOperator<ServerLimits> limits) {
        return new RunningServer(ServerSettings.standard().withLimits(limits.apply(ServerLimits.standard())));
    }

    URI at(String path) {
        return URI.create(server.address() + path);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at(path)));
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path)).POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** Sends this as it is, ends the connection's own half, and gives all that comes back. */
    String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            write(socket, request);
            socket.shutdownOutput();
            return rest(socket);
        }
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** All that comes until the server closes. */
    static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** What comes until {@code end} has come. */
    static String until(Socket socket, String end) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        InputStream stream = socket.getInputStream();
        try {
            for (int read = stream.read(); read >= 0; read = stream.read()) {
                got.write(read);
                if (got.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                    break;
                }
            }
        } catch (SocketTimeoutException silent) {
            throw new IOException("Only came: " + got, silent);
        }
        return got.toString(StandardCharsets.ISO_8859_1);
    }

    /** {@link #BODY} in so many bytes. */
    static String body(int length) {
        return BODY + " ".repeat(length - BODY.length());
    }

    @Override
    public void close() {
        server.close();
        watch.close();
    }
}
