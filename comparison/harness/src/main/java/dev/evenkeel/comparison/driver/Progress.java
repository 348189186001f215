package dev.evenkeel.comparison.driver;

import java.io.PrintStream;
import java.util.Locale;

/** A line for each part of the work, with an estimate of what is left. */
final class Progress {
    private final PrintStream out;
    private final double total;
    private final int parts;
    private final long start = System.nanoTime();
    private double done;
    private int begun;

    Progress(PrintStream out, int parts, double total) {
        this.out = out;
        this.parts = parts;
        this.total = total;
    }

    void begin(String what) {
        begun++;
        String left = done == 0
                ? ""
                : String.format(Locale.ROOT, ", about %s left", minutes(seconds() / done * (total - done)));
        out.printf(Locale.ROOT, "[%d/%d] %s%s%n", begun, parts, what, left);
    }

    void end(double weight) {
        done += weight;
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    static String minutes(double seconds) {
        return seconds < 90
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
}
