package dev.evenkeel.cli.display;

import java.util.Locale;

/** How many there are of something: {@code 1 epoch}, {@code 2,120 epochs}. */
public final class Counted {
    private Counted() {}

    /** @param one what one of them is called; of many an s follows */
    public static String of(long count, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", count, one, count == 1 ? "" : "s");
    }
}
