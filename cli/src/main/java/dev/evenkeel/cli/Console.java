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
 */
record Console(PrintStream out, PrintStream err, Display display) {
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
        return new Console(out, System.err, chosen());
    }

    void note(String text) {
        err.println(text);
    }

    /** From JDK 22 on there is a console even where there is no terminal; before, only at one. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasConsole() {
        return Runtime.version().feature() < 22 && System.console() != null;
    }

    private static Display chosen() {
        Path error = Path.of("/proc/self/fd/2");
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        try {
            String device =
                    Files.isSymbolicLink(error) ? Files.readSymbolicLink(error).toString() : "";
            boolean terminal = device.isEmpty()
                    ? hasConsole()
                    : device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
            return terminal && !dumb ? Display.LIVE : Display.LINES;
        } catch (IOException | UnsupportedOperationException unknown) {
            return Display.LINES;
        }
    }
}
