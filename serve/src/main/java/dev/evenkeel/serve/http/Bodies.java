package dev.evenkeel.serve.http;

import dev.evenkeel.serve.protocol.ProtocolException;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of all requests' bodies, up to a bound. */
final class Bodies {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    Bodies(long most) {
        this.most = most;
    }

    /** @throws ProtocolException 503 if there is no room for so many more */
    void take(long bytes) {
        if (taken.addAndGet(bytes) > most) {
            taken.addAndGet(-bytes);
            throw new ProtocolException(
                    503, "The server holds as many bytes of requests as it may. Try again when others are answered");
        }
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
