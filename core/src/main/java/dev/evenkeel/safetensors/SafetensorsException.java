package dev.evenkeel.safetensors;

import dev.evenkeel.EvenkeelException;
import java.io.Serial;

/** A safetensors file that cannot be read or written. The message begins with the file's name and ends with what to do. */
public final class SafetensorsException extends EvenkeelException {
    @Serial
    private static final long serialVersionUID = 1L;

    SafetensorsException(String file, String message) {
        super(file + ": " + message);
    }

    SafetensorsException(String file, String message, Throwable cause) {
        super(file + ": " + message, cause);
    }
}
