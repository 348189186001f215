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
}
