package dev.evenkeel.serve.protocol;

import java.io.Serial;

/** A request that is answered by an error: the HTTP status and one sentence that tells no path and no trace. */
public final class ProtocolException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    public ProtocolException(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    /** What the client did wrong: status 400. */
    public static ProtocolException badRequest(String sentence) {
        return new ProtocolException(400, sentence);
    }

    public int status() {
        return status;
    }

    /** The sentence of the error. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
