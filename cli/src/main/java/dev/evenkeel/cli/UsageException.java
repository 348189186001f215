package dev.evenkeel.cli;

import dev.evenkeel.EvenkeelException;

/** The command was called wrongly: exit code 2. */
final class UsageException extends EvenkeelException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
