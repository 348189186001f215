package dev.evenkeel.cli.option;

import dev.evenkeel.kernel.team.Team;
import picocli.CommandLine.Option;

/** How many threads compute. */
public final class ThreadsOption {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to compute with; all processors by default. No bit of the result depends on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** @throws dev.evenkeel.cli.display.UsageException if it is below 1 */
    public int count() {
        Limits.atLeastOne("--threads", threads);
        return threads;
    }

    /** A team of so many, which the caller closes. */
    public Team team() {
        return Team.of(count());
    }
}
