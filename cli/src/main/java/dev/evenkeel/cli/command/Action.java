package dev.evenkeel.cli.command;

import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.JsonAnswer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A subcommand: computes an answer and prints it as the user asked. */
public abstract class Action implements Callable<Integer> {
    static final String JSON = "--json";

    @Option(
            names = JSON,
            order = 100,
            description = "Print one JSON object as the last line of standard output, and nothing for people to read.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            order = 101,
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable")
    private boolean help;

    private final Console console;

    public Action(Console console) {
        this.console = console;
    }

    Console console() {
        return console;
    }

    /** Whether standard output is for programs. */
    boolean isForPrograms() {
        return json;
    }

    public abstract Answer answer();

    @Override
    public Integer call() {
        Answer answer = answer();
        if (json) {
            console.out().println(JsonAnswer.withWarnings(answer.json(), console.warnings()));
        } else {
            console.out().print(answer.text());
        }
        console.flush();
        return answer.code();
    }
}
