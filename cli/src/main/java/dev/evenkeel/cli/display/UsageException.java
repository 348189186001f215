package dev.evenkeel.cli.display;

import dev.evenkeel.EvenkeelException;

/** The command was called wrongly: exit code 2. */
public final class UsageException extends EvenkeelException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
