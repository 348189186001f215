package dev.evenkeel.cli;

import java.util.List;

/** The entry point of the {@code evenkeel} command. */
public final class Main {
    private Main() {}

    /** Runs the command. */
    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--version")) {
            System.out.println("evenkeel 0.1.0-SNAPSHOT");
            return;
        }
        System.err.println("usage: evenkeel --version");
        System.exit(2);
    }
}
