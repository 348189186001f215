package dev.evenkeel;

/**
 * What a user, a file or the data did wrong. The message says who, what was needed, what came and what to do; it is
 * meant to be shown as it is, without a stack trace.
 */
public class EvenkeelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EvenkeelException(String message) {
        super(message);
    }

    public EvenkeelException(String message, Throwable cause) {
        super(message, cause);
    }

    /** A name for a message: in quotes, on one line, at most 100 characters. */
    public static String quoted(String name) {
        String clipped = name.codePointCount(0, name.length()) <= 100
                ? name
                : name.substring(0, name.offsetByCodePoints(0, 100)) + "...";
        return "'" + clipped.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
