package dev.evenkeel.cli.option;

import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.serve.ServedFiles.Batching;
import dev.evenkeel.serve.ServerLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What a server spends on its clients at most. */
public final class ServerLimitOptions {
    private static final int MAX_MIB = 1024;
    /** A day. */
    private static final double MAX_MILLISECONDS = 86_400_000;

    @Option(
            names = "--max-body",
            paramLabel = "MIB",
            description = "Mebibytes of one request's body; 64 by default. Beyond it a request is answered by 413.")
    private int body = 64;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Open connections; 4096 by default. Further ones wait to be accepted.")
    private int connections = ServerLimits.standard().connections();

    @Option(
            names = "--max-header",
            paramLabel = "KIB",
            description = "Kibibytes of one request's line and headers; 16 by default.")
    private int header = ServerLimits.standard().headerBytes() >> 10;

    @Option(
            names = "--header-time",
            paramLabel = "S",
            description = "Seconds in which a request's headers must be there; 10 by default.")
    private double headerTime = seconds(ServerLimits.standard().headerTime());

    @Option(
            names = "--min-rate",
            paramLabel = "BYTES",
            description = "Bytes per second that a body must come at, and an answer be taken at; 10000 by default.")
    private int rate = ServerLimits.standard().bytesPerSecond();

    @Option(
            names = "--request-time",
            paramLabel = "S",
            description = "Seconds from a request to its answer; 30 by default. Beyond it it is answered by 503.")
    private double requestTime = seconds(ServerLimits.standard().requestTime());

    @Option(
            names = "--idle-time",
            paramLabel = "S",
            description = "Seconds that a connection may be without a request; 60 by default.")
    private double idleTime = seconds(ServerLimits.standard().idleTime());

    @Option(
            names = "--drain-time",
            paramLabel = "S",
            description = "Seconds that requests under way are given when the server stops; 20 by default.")
    private double drainTime = seconds(ServerLimits.standard().drainTime());

    @Option(
            names = "--batch",
            paramLabel = "N",
            description =
                    "Examples of several requests that are computed together at most; 64 by default. No bit of an "
                            + "answer depends on it.")
    private int batch = Batching.standard().examples();

    @Option(
            names = "--batch-delay",
            paramLabel = "MS",
            description = "Milliseconds that a request may wait for others while a processor is free; 0 by default.")
    private double delay;

    @Option(
            names = "--queue",
            paramLabel = "N",
            description = "Requests of a model that may wait; 1024 by default. Further ones are answered by 503.")
    private int queue = Batching.standard().queue();

    /** @throws dev.evenkeel.cli.display.UsageException if one of them is none */
    public ServerLimits limits() {
        mebibytes(body);
        Limits.atLeastOne("--max-connections", connections);
        kibibytes(header);
        Limits.atLeastOne("--min-rate", rate);
        return ServerLimits.standard()
                .withBodyBytes(body << 20)
                .withConnections(connections)
                .withHeaders(header << 10, positive("--header-time", headerTime))
                .withBytesPerSecond(rate)
                .withRequestTime(positive("--request-time", requestTime))
                .withIdleTime(positive("--idle-time", idleTime))
                .withDrainTime(time("--drain-time", drainTime, 1e3));
    }

    /** @throws dev.evenkeel.cli.display.UsageException if a part of it is none */
    public Batching batching(int threads) {
        Limits.atLeastOne("--batch", batch);
        Limits.atLeastOne("--queue", queue);
        return new Batching(batch, time("--batch-delay", delay, 1), queue, threads);
    }

    private static void mebibytes(int count) {
        if (count < 1 || count > MAX_MIB) {
            throw new UsageException("--max-body needs 1 to " + MAX_MIB + " MiB, but got " + count);
        }
    }

    private static void kibibytes(int count) {
        if (count < 1 || count > MAX_MIB) {
            throw new UsageException("--max-header needs 1 to " + MAX_MIB + " KiB, but got " + count);
        }
    }

    private static Duration positive(String option, double seconds) {
        Limits.positive(option, seconds);
        return time(option, Math.max(.001, seconds), 1e3);
    }

    private static Duration time(String option, double amount, double milliseconds) {
        Limits.notNegative(option, amount);
        return Duration.ofNanos((long) (Math.min(amount * milliseconds, MAX_MILLISECONDS) * 1e6));
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
