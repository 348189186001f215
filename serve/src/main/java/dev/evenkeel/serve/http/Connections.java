package dev.evenkeel.serve.http;

import dev.evenkeel.serve.ServerLimits;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;

/**
 * The open connections. One without a request is closed after a time, and sooner if a request's headers have begun to come and
 * do not end: a byte now and then keeps nothing open.
 */
final class Connections implements Connection.Listener {
    private final long idleNanos;
    private final long headerNanos;
    private final Map<Connection, Rest> resting = new ConcurrentHashMap<>();

    /** A connection without a request. */
    private static final class Rest {
        private final long since = System.nanoTime();
        private final long bytes;
        /** When the first bytes after it were seen, if they were. */
        private long begun;

        private boolean hasBegun;

        Rest(long bytes) {
            this.bytes = bytes;
        }
    }

    Connections(ServerLimits limits) {
        idleNanos = limits.idleTime().toNanos();
        headerNanos = limits.headerTime().toNanos();
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) {
            quiet(connection);
        }
    }

    @Override
    public void onClosed(Connection connection) {
        resting.remove(connection);
    }

    /** A request's headers are there. */
    void busy(Connection connection) {
        resting.remove(connection);
    }

    /** A request is answered. */
    void quiet(Connection connection) {
        if (connection.getEndPoint().isOpen()) {
            resting.put(connection, new Rest(connection.getBytesIn()));
            if (!connection.getEndPoint().isOpen()) {
                resting.remove(connection);
            }
        }
    }

    /** Closes what has rested too long, now. */
    void look(long now) {
        resting.forEach((connection, rest) -> {
            if (isOverdue(connection, rest, now)) {
                connection.getEndPoint().close();
            }
        });
    }

    private boolean isOverdue(Connection connection, Rest rest, long now) {
        if (now - rest.since > idleNanos) {
            return true;
        }
        if (!rest.hasBegun && connection.getBytesIn() != rest.bytes) {
            rest.begun = now;
            rest.hasBegun = true;
        }
        return rest.hasBegun && now - rest.begun > headerNanos;
    }
}
