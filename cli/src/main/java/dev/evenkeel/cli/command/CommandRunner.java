package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Version;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.display.OutputException;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.option.OptionNumbers;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.training.InterruptedRun;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.text.Suggestion;
import dev.evenkeel.train.CancelledException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line: parses it, runs the subcommand, and turns what goes wrong into words and exit codes. */
public final class CommandRunner {
    public static final int USAGE = 2;
    static final String DEBUG = "EVENKEEL_DEBUG";

    private CommandRunner() {}

    public static int run(Console console, Interruption interruption, String... arguments) {
        CommandLine line = commandLine(console, interruption, arguments);
        StringWriter help = new StringWriter();
        line.setOut(new PrintWriter(help, true));
        line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((problem, given) -> {
            String message = usageMessage(problem);
            String command = problem.getCommandLine().getCommandSpec().qualifiedName();
            console.note("evenkeel: " + message + "\nTry '" + command + " --help'");
            tell(console, arguments, JsonAnswer.failure(message));
            return USAGE;
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(console, arguments, failure));
        int code;
        try {
            code = line.execute(arguments);
            console.plain().print(help);
        } catch (OutOfMemoryError full) {
            String message = "there is not enough memory (" + full.getMessage()
                    + "). Give a smaller --batch or network, or" + " more memory with EVENKEEL_JAVA_OPTS=-Xmx...";
            console.note("evenkeel: " + message);
            tell(console, arguments, JsonAnswer.failure(message));
            code = Answer.FAILED;
        } catch (OutputException unwritten) {
            code = unwritten.code();
        }
        return ended(console, code);
    }

    /** What was printed is there only now, or cannot be written: then a command that did all else well has failed too. */
    public static int ended(Console console, int code) {
        try {
            console.flush();
        } catch (OutputException unwritten) {
            // The console knows of it.
        }
        Optional<OutputException> failure = console.failure();
        failure.filter(unwritten -> !unwritten.isReaderGone())
                .ifPresent(unwritten -> console.note("evenkeel: " + unwritten.getMessage()));
        return code == 0 ? failure.map(OutputException::code).orElse(0) : code;
    }

    /** Prints a JSON object as the last line if one was asked for. */
    public static void tell(Console console, String[] arguments, JsonObject answer) {
        if (Arrays.asList(arguments).contains(Action.JSON)) {
            try {
                console.out().println(answer);
                console.flush();
            } catch (OutputException unwritten) {
                // The command has failed already, and says why on standard error.
            }
        }
    }

    private static CommandLine commandLine(Console console, Interruption interruption, String... arguments) {
        CommandLine line = new CommandLine(new Evenkeel());
        line.addSubcommand(new TrainCommand(console, interruption, afterFirst(arguments)));
        line.addSubcommand(new CompareCommand(console, interruption, afterFirst(arguments)));
        line.addSubcommand(new EvaluateCommand(console));
        line.addSubcommand(new PredictCommand(console));
        line.addSubcommand(new InspectCommand(console));
        line.addSubcommand(new AuditCommand(console));
        line.addSubcommand(new DriftCommand(console));
        line.addSubcommand(new RecalibrateCommand(console));
        line.addSubcommand(new FoldCommand(console));
        line.addSubcommand(new GenerateCommand(console));
        line.addSubcommand(new ServeCommand(console, interruption));
        line.addSubcommand(new ConvertCommand(console));
        line.addSubcommand(new ReportCommand(console));
        line.addSubcommand(new LabCommand(console));
        line.addSubcommand(new HelpCommand());
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpLongOptionsMaxWidth(34);
        line.setUsageHelpWidth(110);
        line.setAbbreviatedOptionsAllowed(false);
        line.setOverwrittenOptionsAllowed(false);
        Words.register(line);
        return line;
    }

    private static List<String> afterFirst(String... arguments) {
        return List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
    }

    private static int failed(Console console, String[] arguments, Exception failure) {
        if (failure instanceof InterruptedRun interrupted) {
            console.note(String.valueOf(interrupted.getMessage()));
            tell(console, arguments, interrupted.toJson());
            return Interruption.EXIT_CODE;
        }
        if (failure instanceof OutputException unwritten) {
            return unwritten.code();
        }
        boolean expected = failure instanceof EvenkeelException || failure instanceof IllegalArgumentException;
        String message = expected
                ? String.valueOf(failure.getMessage())
                : "unexpected " + failure.getClass().getSimpleName()
                        + (failure.getMessage() == null ? "" : ": " + failure.getMessage());
        console.note("evenkeel: " + message);
        if (System.getenv(DEBUG) != null) {
            failure.printStackTrace(console.err());
        } else if (!expected) {
            console.note("This should not happen. Set " + DEBUG + "=1 to see where it did, and report it");
        }
        tell(console, arguments, JsonAnswer.failure(message));
        if (failure instanceof CancelledException) {
            return Interruption.EXIT_CODE;
        }
        return failure instanceof UsageException ? USAGE : Answer.FAILED;
    }

    private static String usageMessage(ParameterException problem) {
        String message = String.valueOf(problem.getMessage());
        if (problem instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String first = unmatched.getUnmatched().get(0);
            CommandLine command = problem.getCommandLine();
            return first.startsWith("-")
                    ? "unknown option '" + first + "'"
                            + OptionNames.hint(
                                    first, command.getCommandSpec().optionsMap().keySet())
                    : "unexpected argument '" + first + "'"
                            + Suggestion.hint(first, command.getSubcommands().keySet());
        }
        if (problem instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing(missing.getMissing().get(0), problem.getCommandLine().getCommandSpec());
        }
        return OptionNumbers.message(problem).orElse(message);
    }

    private static String missing(ArgSpec argument, CommandSpec command) {
        String name = argument instanceof OptionSpec option
                ? option.longestName() + " " + argument.paramLabel()
                : argument.paramLabel();
        return command.name() + " needs " + name;
    }

    /** The command itself. */
    @Command(
            name = "evenkeel",
            sortOptions = false,
            synopsisSubcommandLabel = "COMMAND",
            header = "Trains, inspects and ships normalised deep networks.",
            synopsisHeading = "%nUsage: ",
            optionListHeading = "%n",
            description = "",
            commandListHeading = "%nCommands:%n",
            footer = {
                "",
                "Examples:",
                "  evenkeel train                              the built-in digits, in seconds",
                "  evenkeel train --data iris.csv --target species",
                "  evenkeel inspect run-digits-seed1/model.safetensors",
                "  evenkeel help train",
                "",
                "Exit codes: 0 done, 1 failed, 2 called wrongly, 130 interrupted, 141 output no longer read (as by head)."
            })
    private static final class Evenkeel implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(
                names = {"-V", "--version"},
                description = "Print the version.")
        private boolean version;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        @SuppressWarnings("UnusedVariable")
        private boolean help;

        @Override
        public void run() {
            if (!version) {
                throw new ParameterException(
                        spec.commandLine(),
                        "a command is needed: one of "
                                + String.join(", ", spec.subcommands().keySet()));
            }
            spec.commandLine().getOut().println("evenkeel " + Version.CURRENT);
        }
    }
}
