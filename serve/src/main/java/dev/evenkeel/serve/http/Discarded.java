package dev.evenkeel.serve.http;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** The rest of a body that nobody wants, up to a bound. */
final class Discarded implements Runnable {
    private final Request request;
    private final Runnable done;
    private long left;

    private Discarded(Request request, long most, Runnable done) {
        this.request = request;
        this.done = done;
        left = most;
    }

    static void rest(Request request, long most, Runnable done) {
        new Discarded(request, most, done).run();
    }

    @Override
    public void run() {
        while (left >= 0) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                break;
            }
            left -= chunk.remaining();
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                break;
            }
        }
        done.run();
    }
}
