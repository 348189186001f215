package dev.evenkeel.cli.display;

import dev.evenkeel.text.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/** One bar that is redrawn in place as it fills: for terminals. */
public final class TerminalBar implements AutoCloseable {
    static final int REFRESH_MILLIS = 200;
    private static final int BAR = 24;
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintStream out;
    private final int width = width();
    private Optional<ProgressBar> bar = Optional.empty();
    private volatile List<String> below = List.of();
    private volatile int rows;

    public TerminalBar(PrintStream out) {
        this.out = out;
    }

    /** Fills it up to {@code position} of {@code total}, with a message behind. */
    public void show(long position, long total, String message) {
        if (bar.isEmpty()) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setInitialMax(total)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .setRenderer(new Line())
                    .setConsumer(new Terminal())
                    .build());
        }
        bar.get().setExtraMessage(Printable.of(message));
        bar.get().stepTo(position);
    }

    /** Lines that stand under the bar from its next drawing on. */
    public void below(List<String> lines) {
        below = lines.stream().map(Printable::of).toList();
    }

    @Override
    public void close() {
        bar.ifPresent(drawn -> {
            drawn.close();
            out.println("\n".repeat(rows));
        });
        bar = Optional.empty();
        out.flush();
    }

    /** Letters in a line of the terminal: as $COLUMNS says, else as the terminal does; 100 where neither does. */
    static int width() {
        String said = System.getenv("COLUMNS");
        if (said != null && said.matches("[1-9][0-9]{1,3}") && Integer.parseInt(said) >= 40) {
            return Integer.parseInt(said);
        }
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(Path.of("/dev/tty").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            process.waitFor(1, TimeUnit.SECONDS);
            int columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
            return columns >= 40 ? columns : 100;
        } catch (IOException | NumberFormatException unknown) {
            return 100;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 100;
        }
    }

    /** {@code [=====>    ] 42% epoch 3/10, ...}. */
    private static final class Line implements ProgressBarRenderer {
        @Override
        public String render(ProgressState state, int length) {
            String said = " " + (int) Math.floor(state.getNormalizedProgress() * 100) + "% " + state.getExtraMessage();
            int room = Math.max(4, Math.min(BAR, length - 2 - said.length()));
            int full = (int) Math.floor(state.getNormalizedProgress() * room);
            String line = "[" + "=".repeat(full) + (full < room ? ">" : "") + " ".repeat(Math.max(0, room - full - 1))
                    + "]" + said;
            return line.length() > length ? line.substring(0, length) : line;
        }
    }

    private final class Terminal implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return width - 1;
        }

        @Override
        public void accept(String line) {
            StringBuilder drawn = new StringBuilder("\r");
            drawn.append(line).append(" ".repeat(Math.max(0, width - 1 - line.length())));
            List<String> under = below;
            if (!under.isEmpty()) {
                drawn.append(CLEAR_BELOW);
                under.forEach(text -> drawn.append("\n  ").append(text, 0, Math.min(text.length(), width - 3)));
                drawn.append("\u001b[").append(under.size()).append("A\r");
            }
            rows = under.size();
            out.print(drawn);
            out.flush();
        }

        @Override
        public void close() {
            // The line ends with the bar itself: a bar that is closed before its first drawing does not come here.
        }
    }
}
