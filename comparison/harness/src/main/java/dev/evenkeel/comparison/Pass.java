package dev.evenkeel.comparison;

import java.util.Locale;

/** A part of training one layer. */
public enum Pass {
    FORWARD,
    /** All gradients. */
    BACKWARD,
    /** The gradient of the input alone. */
    BACKWARD_DATA,
    /** The gradient of the weights alone. */
    BACKWARD_WEIGHTS;

    /** As {@code backward-data}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Pass of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
