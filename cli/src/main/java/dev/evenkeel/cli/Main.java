package dev.evenkeel.cli;

import dev.evenkeel.Version;
import dev.evenkeel.cli.command.CommandRunner;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.training.Interruption;
import java.io.PrintStream;
import java.util.List;

/** The entry point of the {@code evenkeel} command. */
public final class Main {
    private static final List<String> VERSION = List.of("--version", "-V");

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        if (arguments.length == 1 && VERSION.contains(arguments[0])) {
            // Answered before anything else is loaded.
            Console console = Console.ofProcess();
            console.out().println("evenkeel " + Version.CURRENT);
            System.exit(CommandRunner.ended(console, 0));
        }
        shortenLogLines();
        setUnlessGiven("jdk.httpserver.maxConnections", "100");
        Console console = Console.ofProcess();
        System.setErr(console.err());
        Interruption interruption = Interruption.ofProcess(
                () -> CommandRunner.tell(console, arguments, JsonAnswer.failure("Interrupted before training began")));
        int code = Answer.FAILED;
        try {
            code = CommandRunner.run(console, interruption, arguments);
        } finally {
            // Also where the JVM itself fails, as for want of memory: else the process would wait for the command's
            // end.
            interruption.commandEnded(code);
        }
        System.exit(code);
    }

    /**
     * Runs the command in this process.
     *
     * @return the exit code: 0 if all went well, 1 if it failed, 2 if it was called wrongly, 130 if it was interrupted
     */
    public static int run(PrintStream out, PrintStream err, String... arguments) {
        return CommandRunner.run(
                new Console(out, err, Console.Display.LINES, Console.ANY_COLUMNS), Interruption.never(), arguments);
    }

    private static void shortenLogLines() {
        for (String property : List.of("java.util.logging.SimpleFormatter.format", "jdk.system.logger.format")) {
            setUnlessGiven(property, "evenkeel: %5$s%n");
        }
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
