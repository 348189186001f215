package dev.evenkeel.cli.training;

import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.option.LiveOption;
import dev.evenkeel.lab.live.LiveServer;
import dev.evenkeel.lab.report.LivePage;
import dev.evenkeel.lab.report.Report;
import java.util.Optional;
import java.util.function.Supplier;

/** The page that follows the work of a command, from its start to the last word on it. Nothing, where none was asked for. */
public final class LiveReport {
    private final LiveOption option;
    private final Console console;
    private Optional<LiveServer> server = Optional.empty();

    public LiveReport(LiveOption option, Console console) {
        this.option = option;
        this.console = console;
    }

    /** Begins to show what {@code present} gives. */
    void start(Supplier<LivePage> present) {
        server = option.serve(console, present);
    }

    boolean isShown() {
        return server.isPresent();
    }

    void changed() {
        if (server.isPresent()) {
            server.get().changed();
        }
    }

    /** The last word. A report that cannot be made is no failure of the work. */
    void end(String words, Supplier<Report> last) {
        if (server.isPresent()) {
            try {
                server.get().finish(LivePage.ended(words, last.get()));
            } catch (RuntimeException failed) {
                console.note("The live report has no last page: " + failed.getMessage());
            }
            close();
        }
    }

    void close() {
        server.ifPresent(LiveServer::close);
        server = Optional.empty();
    }
}
