package dev.evenkeel.cli.display;

import dev.evenkeel.EvenkeelException;

/** Standard output takes no more: its disk is full, or who read it has gone. */
public final class OutputException extends EvenkeelException {
    /** As a shell tells of a program that wrote to a reader that had gone: 128 and the number of SIGPIPE. */
    static final int READER_GONE = 141;

    private static final long serialVersionUID = 1L;

    private final boolean readerGone;

    private OutputException(String message, boolean readerGone) {
        super(message);
        this.readerGone = readerGone;
    }

    /** @param reason of the system */
    static OutputException failed(String reason) {
        return new OutputException(
                "Standard output cannot be written: " + reason + ". What it holds is not complete", false);
    }

    /** {@code head} and {@code less} end before their input does: nothing to complain about. */
    static OutputException readerGone() {
        return new OutputException("Standard output is no longer read", true);
    }

    public boolean isReaderGone() {
        return readerGone;
    }

    public int code() {
        return readerGone ? READER_GONE : Answer.FAILED;
    }
}
