package dev.evenkeel.serve;

import dev.evenkeel.EvenkeelException;
import java.util.Optional;

/**
 * Where a server listens, to whom, and within which limits.
 *
 * @param host the name or address to listen on
 * @param port to listen on; 0 for any free one
 * @param tls without it the server speaks plain HTTP
 * @param requests whether each request has a line in the log
 */
public record ServerSettings(
        String host,
        int port,
        Access access,
        Optional<TlsFiles> tls,
        ServerLimits limits,
        LoggedRequests requests,
        ServerLog log) {
    public static final int MAX_PORT = 65_535;

    /** Which requests have a line in the log. */
    public enum LoggedRequests {
        NONE,
        ALL
    }

    public ServerSettings {
        if (port < 0 || port > MAX_PORT) {
            throw new EvenkeelException("A server needs a port from 0 to " + MAX_PORT + ", but got " + port
                    + ". Give one of these, or 0 for any free one");
        }
    }

    /** The loopback address, any free port. */
    public static ServerSettings standard() {
        return new ServerSettings(
                "127.0.0.1",
                0,
                new Access.Loopback(),
                Optional.empty(),
                ServerLimits.standard(),
                LoggedRequests.NONE,
                ServerLog.system());
    }

    /** @param newAccess on any but the loopback address a token, or said to be open */
    public ServerSettings listening(String newHost, int newPort, Access newAccess) {
        return new ServerSettings(newHost, newPort, newAccess, tls, limits, requests, log);
    }

    public ServerSettings withTls(TlsFiles files) {
        return new ServerSettings(host, port, access, Optional.of(files), limits, requests, log);
    }

    public ServerSettings withLimits(ServerLimits newLimits) {
        return new ServerSettings(host, port, access, tls, newLimits, requests, log);
    }

    public ServerSettings logging(ServerLog newLog, LoggedRequests which) {
        return new ServerSettings(host, port, access, tls, limits, which, newLog);
    }
}
