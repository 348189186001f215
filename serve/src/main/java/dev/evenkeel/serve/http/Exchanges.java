package dev.evenkeel.serve.http;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.ServerLimits;
import dev.evenkeel.serve.ServerLog;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.ServerSettings.LoggedRequests;
import dev.evenkeel.serve.watch.Served;
import dev.evenkeel.serve.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The requests under way. */
final class Exchanges {
    private final ServerLimits limits;
    private final LoggedRequests logged;
    private final ServerLog log;
    private final Watch watch;
    private final Connections connections;
    private final Bodies bodies;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    Exchanges(ServerSettings settings, Watch watch, Connections connections) {
        limits = settings.limits();
        logged = settings.requests();
        log = settings.log();
        this.watch = watch;
        this.connections = connections;
        bodies = new Bodies(limits.bytesInFlight());
    }

    Exchange begin(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback, this);
        open.add(exchange);
        connections.busy(exchange.connection());
        return exchange;
    }

    void ended(Exchange exchange, Exchange.Ended end) {
        if (!open.remove(exchange)) {
            return;
        }
        connections.quiet(exchange.connection());
        watch.answered(end.served(), end.outcome(), end.nanos());
        if (logged == LoggedRequests.ALL) {
            log.write(line(exchange.request(), end));
        }
    }

    private static JsonObject line(Request request, Exchange.Ended end) {
        JsonObject line = JsonObject.of()
                .with("time", Instant.now().toString())
                .with("event", "request")
                .with("client", Request.getRemoteAddr(request))
                .with("method", request.getMethod())
                .with("status", end.status())
                .with("outcome", end.outcome().word())
                .with("microseconds", end.nanos() / 1000)
                .with("bytes", end.bytes());
        return end.served().equals(Served.NOTHING)
                ? line
                : line.with("model", end.served().model())
                        .with("version", end.served().version());
    }

    /** Ends what takes too long, now. */
    void look(long now) {
        for (Exchange exchange : open) {
            exchange.look(now);
        }
    }

    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Waits until no request is under way, at most so long. */
    boolean awaitNone(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!open.isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    /** Our own bug: what and where, without a path or a trace. */
    void unexpected(Throwable failure) {
        String where = "";
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("dev.evenkeel.")) {
                where = frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber();
                break;
            }
        }
        log.write(JsonObject.of()
                .with("time", Instant.now().toString())
                .with("event", "failure")
                .with("kind", failure.getClass().getName())
                .with("at", where));
    }

    ServerLimits limits() {
        return limits;
    }

    Bodies bodies() {
        return bodies;
    }

    int count() {
        return open.size();
    }
}
