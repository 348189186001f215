package dev.evenkeel.cli.option;

import dev.evenkeel.cli.display.UsageException;

/** Bounds of options. */
public final class Limits {
    private Limits() {}

    public static void atLeastOne(String option, long value) {
        if (value < 1) {
            throw new UsageException(option + " needs 1 or more, but got " + value);
        }
    }

    public static void positive(String option, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new UsageException(option + " needs a number above 0, but got " + value);
        }
    }

    public static void notNegative(String option, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new UsageException(option + " needs a finite number of 0 or more, but got " + value);
        }
    }

    /** From 0 to below 1. */
    public static void share(String option, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new UsageException(option + " needs a share from 0 to below 1, as 0.2, but got " + value);
        }
    }
}
