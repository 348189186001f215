package dev.evenkeel.train;

import dev.evenkeel.EvenkeelException;

/** A run that was asked to stop before its end, by {@link Trainer#cancelWhen} or an interrupt. If it writes checkpoints, one was written. */
public class CancelledException extends EvenkeelException {
    private static final long serialVersionUID = 1L;

    public CancelledException(String message) {
        super(message);
    }
}
