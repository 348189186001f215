package dev.evenkeel.lab.live;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.report.LivePage;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Serves a page to browsers on this machine while what it reports on goes on: {@code /} is the page, {@code /events} the stream
 * that its script follows. A page is made when somebody looks, once a second at most; whoever works only says that something
 * changed. No reader holds up the work or its end: each answer must be taken within seconds, and readers have threads of
 * their own, which keep no process alive.
 *
 * <p>It listens on the loopback address alone, answers GET and HEAD, and only where the request names this machine and port as
 * its host, so that no page from elsewhere can read it under another name.
 */
public final class LiveServer implements AutoCloseable {
    private static final int HIGHEST_PORT = 65_535;
    private static final int USUAL_PORT = 80;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration READING = Duration.ofSeconds(10);

    private final HttpServer server;
    private final Set<String> hosts;
    private final CurrentPage current;
    private final ReaderThreads threads;
    private final EventStreams streams;

    private LiveServer(HttpServer server, CurrentPage current, ReaderThreads threads, Duration patience) {
        this.server = server;
        this.current = current;
        this.threads = threads;
        streams = new EventStreams(current, threads, patience);
        int port = server.getAddress().getPort();
        List<String> names = List.of("localhost", "127.0.0.1", "[::1]");
        hosts = port == USUAL_PORT
                ? Set.copyOf(names)
                : Set.copyOf(names.stream().map(name -> name + ":" + port).toList());
    }

    /**
     * Begins to serve.
     *
     * @param port to listen on; 0 for any free one
     * @param present what there is to show now; asked on threads of the server, one call at a time
     * @throws EvenkeelException if the port cannot be had
     */
    public static LiveServer start(int port, Supplier<LivePage> present) {
        return start(port, present, READING, PATIENCE);
    }

    /**
     * As {@link #start(int, Supplier)}.
     *
     * @param reading how long a reader may take for a request, an answer or an event
     * @param patience how long {@link #finish} may wait for readers
     */
    static LiveServer start(int port, Supplier<LivePage> present, Duration reading, Duration patience) {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new EvenkeelException("The live page needs a port from 0 to " + HIGHEST_PORT + ", but got " + port
                    + ". Give one of these, or 0 for any free one");
        }
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            LiveServer live = new LiveServer(
                    HttpServer.create(address, 0), new CurrentPage(present), new ReaderThreads(reading), patience);
            live.server.createContext("/", live::answer);
            live.server.setExecutor(live.threads::answer);
            // On a thread that keeps no process alive: the server's own thread is of the kind of the one that starts
            // it.
            CompletableFuture.runAsync(live.server::start, live.threads::answer).join();
            return live;
        } catch (IOException failed) {
            throw new EvenkeelException(
                    "Port " + port + " cannot be had for the live page: " + failed.getMessage()
                            + ". Give another one, or 0 for any free one",
                    failed);
        }
    }

    /** Where the page is: {@code http://127.0.0.1:43210/}. */
    public URI address() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress() instanceof Inet6Address ? "[::1]" : "127.0.0.1";
        return URI.create("http://" + host + ":" + bound.getPort() + "/");
    }

    /** Something is no longer as it was. Costs next to nothing and may be said as often as is true, on any thread. */
    public void changed() {
        current.changed();
    }

    /**
     * Shows all readers the last page, waits up to two seconds until they have it, and stops.
     *
     * @param last what does not change any more
     */
    public void finish(LivePage last) {
        current.finish(last);
        streams.awaitTheirEnd();
        close();
    }

    /** Stops at once. */
    @Override
    public void close() {
        current.close();
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Content-Security-Policy", "frame-ancestors 'none'");
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        if (!isForThisMachine(exchange)) {
            refuse(exchange, 403, "This page is served to http://localhost and http://127.0.0.1 alone");
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            headers.set("Allow", "GET, HEAD");
            refuse(exchange, 405, "Only GET and HEAD are answered");
        } else if ("/".equals(path)) {
            page(exchange);
        } else if ("/events".equals(path)) {
            streams.open(exchange);
        } else {
            refuse(exchange, 404, "There is a page here only at /");
        }
    }

    private boolean isForThisMachine(HttpExchange exchange) {
        List<String> named = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        return named.size() == 1 && hosts.contains(named.get(0).toLowerCase(Locale.ROOT));
    }

    private void page(HttpExchange exchange) throws IOException {
        byte[] page;
        try {
            page = current.page();
        } catch (RuntimeException failed) {
            refuse(exchange, 500, "There is no page now: " + failed.getMessage());
            return;
        }
        streams.expectOne();
        send(exchange, 200, "text/html; charset=utf-8", page);
    }

    static void refuse(HttpExchange exchange, int status, String reason) throws IOException {
        send(exchange, status, "text/plain; charset=utf-8", (reason + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
