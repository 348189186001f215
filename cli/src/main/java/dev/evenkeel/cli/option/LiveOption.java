package dev.evenkeel.cli.option;

import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.lab.live.LiveServer;
import dev.evenkeel.lab.report.LivePage;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Whether the report is shown while it comes about, and where. */
public final class LiveOption {
    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--live",
            arity = "0..1",
            fallbackValue = "0",
            paramLabel = "PORT",
            description = "Show the report in browsers on this machine while it comes about, at the address that is "
                    + "printed; at any free port by default.")
    private Optional<Integer> port = Optional.empty();

    public void check() {
        if (port.isPresent() && (port.get() < 0 || port.get() > HIGHEST_PORT)) {
            throw new UsageException("--live needs a port from 0 to " + HIGHEST_PORT
                    + ", or none for any free one, but got " + port.get());
        }
    }

    /** Begins to serve what {@code present} gives, if that was asked for, and says where. */
    public Optional<LiveServer> serve(Console console, Supplier<LivePage> present) {
        Optional<LiveServer> server = port.map(number -> LiveServer.start(number, present));
        server.ifPresent(live -> console.note("Live report until the end: " + live.address()));
        return server;
    }
}
