package dev.evenkeel.comparison.driver;

import java.util.Locale;

/** Numbers as people read them: three digits and a unit. */
public final class Figures {
    private Figures() {}

    /** A row's value: bytes for what is shipped and for memory, nanoseconds otherwise. */
    static String value(String row, double value) {
        return isBytes(row) ? scaled(value / 1e6, "MB") : time(value);
    }

    static boolean isBytes(String row) {
        return row.equals(Catalogue.SHIP) || Catalogue.MEMORIES.contains(row);
    }

    private static String time(double nanos) {
        if (nanos >= 1e9) {
            return scaled(nanos / 1e9, "s");
        }
        return nanos >= 1e6 ? scaled(nanos / 1e6, "ms") : scaled(nanos / 1e3, "us");
    }

    private static String scaled(double value, String unit) {
        int digits = value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + digits + "f %s", value, unit);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
