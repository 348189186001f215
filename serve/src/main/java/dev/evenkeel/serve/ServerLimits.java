package dev.evenkeel.serve;

import dev.evenkeel.EvenkeelException;
import java.time.Duration;

/**
 * What a server spends on its clients at most.
 *
 * @param bodyBytes a request's body, also once decompressed; beyond it status 413
 * @param bytesInFlight bodies of all requests that are read or computed; beyond it status 503
 * @param connections open at once; further ones wait to be accepted
 * @param headerBytes a request's line and headers; beyond it status 431
 * @param headerTime for a request's headers, from their first byte on; beyond it the connection is closed
 * @param bytesPerSecond how fast a body must come and an answer be taken, on average after {@code grace}
 * @param grace what every body and every answer may take, however small it is
 * @param requestTime from a request's last byte to its answer; beyond it status 503
 * @param idleTime that a connection may be without a request
 * @param drainTime for the requests under way when the server stops
 */
public record ServerLimits(
        int bodyBytes,
        long bytesInFlight,
        int connections,
        int headerBytes,
        Duration headerTime,
        int bytesPerSecond,
        Duration grace,
        Duration requestTime,
        Duration idleTime,
        Duration drainTime) {
    public ServerLimits {
        atLeastOne("The size of a body", bodyBytes);
        atLeastOne("The size of all bodies", bytesInFlight);
        atLeastOne("The number of connections", connections);
        atLeastOne("The size of headers", headerBytes);
        atLeastOne("The time for headers in milliseconds", headerTime.toMillis());
        atLeastOne("The rate of a body in bytes per second", bytesPerSecond);
        atLeastOne("The time of a request in milliseconds", requestTime.toMillis());
        atLeastOne("The time of an idle connection in milliseconds", idleTime.toMillis());
        zeroOrMore("The grace of a body", grace);
        zeroOrMore("The time to drain", drainTime);
    }

    /** Bodies of 64 MiB, an eighth of the heap for all, 4,096 connections, 30 s for a request. */
    public static ServerLimits standard() {
        int bodyBytes = 64 << 20;
        return new ServerLimits(
                bodyBytes,
                Math.max(bodyBytes, Runtime.getRuntime().maxMemory() / 8),
                4096,
                16 << 10,
                Duration.ofSeconds(10),
                10_000,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(20));
    }

    /** Bodies of so many bytes, and room for one of them at least. */
    public ServerLimits withBodyBytes(int bytes) {
        return new ServerLimits(
                bytes,
                Math.max(bytes, bytesInFlight),
                connections,
                headerBytes,
                headerTime,
                bytesPerSecond,
                grace,
                requestTime,
                idleTime,
                drainTime);
    }

    public ServerLimits withBytesInFlight(long bytes) {
        return new ServerLimits(
                bodyBytes,
                bytes,
                connections,
                headerBytes,
                headerTime,
                bytesPerSecond,
                grace,
                requestTime,
                idleTime,
                drainTime);
    }

    public ServerLimits withConnections(int count) {
        return new ServerLimits(
                bodyBytes,
                bytesInFlight,
                count,
                headerBytes,
                headerTime,
                bytesPerSecond,
                grace,
                requestTime,
                idleTime,
                drainTime);
    }

    public ServerLimits withHeaders(int bytes, Duration time) {
        return new ServerLimits(
                bodyBytes,
                bytesInFlight,
                connections,
                bytes,
                time,
                bytesPerSecond,
                grace,
                requestTime,
                idleTime,
                drainTime);
    }

    public ServerLimits withBytesPerSecond(int rate) {
        return new ServerLimits(
                bodyBytes,
                bytesInFlight,
                connections,
                headerBytes,
                headerTime,
                rate,
                grace,
                requestTime,
                idleTime,
                drainTime);
    }

    public ServerLimits withGrace(Duration time) {
        return new ServerLimits(
                bodyBytes,
                bytesInFlight,
                connections,
                headerBytes,
                headerTime,
                bytesPerSecond,
                time,
                requestTime,
                idleTime,
                drainTime);
    }

    public ServerLimits withRequestTime(Duration time) {
        return new ServerLimits(
                bodyBytes,
                bytesInFlight,
                connections,
                headerBytes,
                headerTime,
                bytesPerSecond,
                grace,
                time,
                idleTime,
                drainTime);
    }

    public ServerLimits withIdleTime(Duration time) {
        return new ServerLimits(
                bodyBytes,
                bytesInFlight,
                connections,
                headerBytes,
                headerTime,
                bytesPerSecond,
                grace,
                requestTime,
                time,
                drainTime);
    }

    public ServerLimits withDrainTime(Duration time) {
        return new ServerLimits(
                bodyBytes,
                bytesInFlight,
                connections,
                headerBytes,
                headerTime,
                bytesPerSecond,
                grace,
                requestTime,
                idleTime,
                time);
    }

    private static void zeroOrMore(String what, Duration time) {
        if (time.isNegative()) {
            throw new EvenkeelException(what + " needs 0 or more, but got " + time);
        }
    }

    private static void atLeastOne(String what, long value) {
        if (value < 1) {
            throw new EvenkeelException(what + " needs 1 or more, but got " + value);
        }
    }
}
