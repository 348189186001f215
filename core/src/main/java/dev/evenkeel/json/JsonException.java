package dev.evenkeel.json;

import dev.evenkeel.EvenkeelException;
import java.io.Serial;

/**
 * A text that is not JSON, or a JSON value that is not what its reader needs. Where the text itself is at fault the
 * message begins with the place, and {@link #line()} and {@link #column()} hold it.
 */
public final class JsonException extends EvenkeelException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    JsonException(String message) {
        super(message);
        this.line = 0;
        this.column = 0;
    }

    JsonException(String message, int line, int column) {
        super("line " + line + ", column " + column + ": " + message);
        this.line = line;
        this.column = column;
    }

    /** The line of the fault in the text, from 1; 0 when the text was well formed and a value was not what was needed. */
    public int line() {
        return line;
    }

    /** The column of the fault in chars, from 1; 0 when the text was well formed. */
    public int column() {
        return column;
    }
}
