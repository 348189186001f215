package dev.evenkeel.serve.watch;

import java.util.Locale;

/** How a request ended. */
public enum Outcome {
    OK,
    BAD_REQUEST,
    REFUSED,
    NOT_FOUND,
    TOO_LARGE,
    /** Its body came too slowly. */
    TOO_SLOW,
    /** No room, or the model is not ready. */
    UNAVAILABLE,
    TIMED_OUT,
    /** The client left before it was answered. */
    GONE,
    FAILED;

    /** By the status of the answer. */
    public static Outcome of(int status) {
        return switch (status) {
            case 401, 403 -> REFUSED;
            case 404, 405 -> NOT_FOUND;
            case 408 -> TOO_SLOW;
            case 413, 414, 431 -> TOO_LARGE;
            case 501, 503 -> UNAVAILABLE;
            default -> status < 400 ? OK : status < 500 ? BAD_REQUEST : FAILED;
        };
    }

    /** In metrics and logs: {@code bad_request}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
