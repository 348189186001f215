package dev.evenkeel.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a command writes: results to {@code out}, progress, notes and errors to {@code err}.
 *
 * @param display how progress is shown
 * @param columns letters that fit in a line of {@code out}
 */
record Console(PrintStream out, PrintStream err, Display display, int columns) {
    /** For files and pipes, whose lines are as long as they have to be. */
    static final int ANY_COLUMNS = Integer.MAX_VALUE;

    /** How progress is shown. */
    enum Display {
        /** A bar that is drawn over and over. */
        LIVE,
        /** A line now and then, as for a file. */
        LINES
    }

    static Console ofProcess() {
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        return new Console(
                out,
                System.err,
                isTerminal(2) && !"dumb".equals(System.getenv("TERM")) ? Display.LIVE : Display.LINES,
                isTerminal(1) ? TerminalBar.width() : ANY_COLUMNS);
    }

    void note(String text) {
        err.println(text);
    }

    /** From JDK 22 on there is a console even where there is no terminal; before, only at one. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasConsole() {
        return Runtime.version().feature() < 22 && System.console() != null;
    }

    /** @param descriptor of an open file: 1 standard output, 2 standard error */
    private static boolean isTerminal(int descriptor) {
        Path file = Path.of("/proc/self/fd/" + descriptor);
        try {
            String device =
                    Files.isSymbolicLink(file) ? Files.readSymbolicLink(file).toString() : "";
            return device.isEmpty()
                    ? hasConsole()
                    : device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
