package dev.evenkeel.cli.display;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a command writes: results to standard output, progress, notes and errors to standard error. Both are for people and
 * show no character that commands a terminal, whatever a file calls its columns, classes and layers; only the rows that
 * {@link #data} takes reach files and pipes as they are.
 */
public final class Console {
    /** For files and pipes, whose lines are as long as they have to be. */
    public static final int ANY_COLUMNS = Integer.MAX_VALUE;

    private static final int USUAL_COLUMNS = 80;
    private static final int BUFFER = 1 << 16;

    private final StandardOutput standard;
    private final PrintStream out;
    private final PrintStream plain;
    private final PrintStream err;
    private final PrintStream screen;
    private final Display display;
    private final int columns;
    private final List<String> warnings = new ArrayList<>();

    /** How progress is shown. */
    public enum Display {
        /** A bar that is drawn over and over. */
        LIVE,
        /** A line now and then, as for a file. */
        LINES
    }

    /**
     * @param display how progress is shown
     * @param columns letters that fit in a line of {@code out}; {@link #ANY_COLUMNS} where it is no terminal
     */
    public Console(PrintStream out, PrintStream err, Display display, int columns) {
        this(StandardOutput.to(out), StandardCharsets.UTF_8, err, StandardCharsets.UTF_8, display, columns);
    }

    private Console(
            StandardOutput standard,
            Charset outCharset,
            OutputStream err,
            Charset errCharset,
            Display display,
            int columns) {
        boolean terminal = columns != ANY_COLUMNS;
        this.standard = standard;
        OutputStream target = new BufferedOutputStream(standard, BUFFER);
        this.out = printed(new PrintableStream(target, outCharset), terminal);
        this.plain = printed(target, terminal);
        this.err = printed(new PrintableStream(err, errCharset), true);
        this.screen = printed(err, true);
        this.display = display;
        this.columns = columns;
    }

    public static Console ofProcess() {
        boolean terminal = isTerminal(1);
        return new Console(
                StandardOutput.ofProcess(),
                terminal ? charset("stdout.encoding") : StandardCharsets.UTF_8,
                new FileOutputStream(FileDescriptor.err),
                isTerminal(2) ? charset("stderr.encoding") : StandardCharsets.UTF_8,
                isTerminal(2) && !"dumb".equals(System.getenv("TERM")) ? Display.LIVE : Display.LINES,
                terminal ? TerminalBar.width() : ANY_COLUMNS);
    }

    /** Text for people, and JSON, which means the same with escapes. */
    public PrintStream out() {
        return out;
    }

    /** Rows for programs: names in them stay as they are, unless people see them at a terminal. */
    public PrintStream data() {
        return columns == ANY_COLUMNS ? plain : out;
    }

    /** Standard output as it is, for what holds nothing from files. */
    public PrintStream plain() {
        return plain;
    }

    /** Messages for people. */
    public PrintStream err() {
        return err;
    }

    /** Standard error as it is, for what draws on a terminal. */
    PrintStream screen() {
        return screen;
    }

    Display display() {
        return display;
    }

    public int columns() {
        return columns;
    }

    /** Letters of a table's line: as many as the terminal has, else as on most. */
    public int tableColumns() {
        return columns == ANY_COLUMNS ? USUAL_COLUMNS : columns;
    }

    public void note(String text) {
        err.println(text);
    }

    /** As {@link #note}, of what makes results doubtful: it stands in the JSON object of the answer, too. */
    public void warn(String text) {
        note(text);
        warnings.add(text);
    }

    /** What {@link #warn} was told. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Writes what is still under way. */
    public void flush() {
        out.flush();
        err.flush();
    }

    /** Why standard output is not complete, if so. */
    public Optional<OutputException> failure() {
        return standard.failure();
    }

    private static PrintStream printed(OutputStream target, boolean everyLine) {
        return new PrintStream(target, everyLine, StandardCharsets.UTF_8);
    }

    /** What a terminal shows, as the locale says; the launcher gives it in Java's own property. */
    private static Charset charset(String property) {
        String name = System.getProperty(property, System.getProperty("native.encoding", "UTF-8"));
        return Charset.isSupported(name) && Charset.forName(name).canEncode()
                ? Charset.forName(name)
                : StandardCharsets.UTF_8;
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
