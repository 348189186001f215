package dev.evenkeel.serve.http;

import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.serve.watch.Outcome;
import dev.evenkeel.serve.watch.Served;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One request and its answer, which is given once, whoever comes first: the model, an error, or the clock. */
final class Exchange {
    private static final PreEncodedHttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final PreEncodedHttpField NO_SNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    private static final Future<?> NOTHING = CompletableFuture.completedFuture("");

    private enum Phase {
        READING,
        COMPUTING,
        LOADING,
        WRITING
    }

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Exchanges all;
    private final long began = System.nanoTime();
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicReference<Served> served = new AtomicReference<>(Served.NOTHING);
    private volatile Phase phase = Phase.READING;
    private volatile boolean over;
    private volatile long deadline;
    private volatile Future<?> work = NOTHING;

    Exchange(Request request, Response response, Callback callback, Exchanges all) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.all = all;
        deadline = began + timeFor(0);
        request.addFailureListener(this::fail);
        // The clock of this class decides, by what the request is at.
        request.addIdleTimeoutListener(idle -> false);
    }

    Request request() {
        return request;
    }

    Connection connection() {
        return request.getConnectionMetaData().getConnection();
    }

    boolean isAnswered() {
        return answered.get();
    }

    /** So many bytes of the body are there. */
    void received(long count) {
        deadline = began + timeFor(count);
    }

    /** The whole body is there: from now on the client is waited for no longer, it waits. */
    void whole() {
        if (!isAnswered()) {
            deadline = System.nanoTime() + all.limits().requestTime().toNanos();
            phase = Phase.COMPUTING;
        }
    }

    /** The whole request is there, and this model answers it. */
    void servedBy(Served model) {
        served.set(model);
    }

    /** What ends early if nobody waits for the answer any more. */
    void computing(Future<?> future) {
        work = future;
        if (isAnswered()) {
            future.cancel(false);
        }
    }

    /** The request is there, and takes as long as it takes: a model is loaded. */
    void loading() {
        if (!isAnswered()) {
            phase = Phase.LOADING;
        }
    }

    /** @throws ProtocolException 503 if there is no room for so many more, or nobody waits for the answer any more */
    void takeBytes(long count) {
        all.bodies().take(count);
        bytes.addAndGet(count);
        if (over) {
            giveBackBytes();
            throw new ProtocolException(503, "The request is over");
        }
    }

    private void giveBackBytes() {
        all.bodies().giveBack(bytes.getAndSet(0));
    }

    void answer(Answer answer) {
        answer(answer, Outcome.of(answer.status()));
    }

    void fail(Throwable failure) {
        if (failure instanceof ProtocolException refused) {
            answer(Answer.error(refused.status(), refused.sentence()));
        } else if (failure instanceof HttpException http) {
            answer(Answer.error(http.getCode(), Errors.sentence(http.getCode())));
        } else if (failure instanceof OutOfMemoryError) {
            answer(Answer.error(503, "There is not enough memory for this request now. Send fewer examples at once"));
        } else if (failure instanceof TimeoutException && phase == Phase.READING) {
            tooSlow();
        } else if (failure instanceof CancellationException && isAnswered()) {
            // Its answer, that it took too long or that nobody waits any more, took it from the queue.
            return;
        } else if (Errors.isOfClient(failure)) {
            gone();
        } else {
            all.unexpected(failure);
            answer(Answer.error(500, "The server failed at this request. Its log says where"), Outcome.FAILED);
        }
    }

    /** Ends what takes too long. */
    void look(long now) {
        if (phase == Phase.LOADING || now - deadline < 0) {
            return;
        }
        switch (phase) {
            case READING -> tooSlow();
            case COMPUTING ->
                answer(
                        Answer.error(
                                503,
                                "There is no answer after "
                                        + all.limits().requestTime().toMillis()
                                        + " ms. Try again later, or send fewer examples at once"),
                        Outcome.TIMED_OUT);
            case LOADING -> {}
            case WRITING -> connection().getEndPoint().close();
        }
    }

    private void tooSlow() {
        answer(
                Answer.error(
                        408,
                        "The body comes too slowly: fewer than " + all.limits().bytesPerSecond() + " bytes per second"),
                Outcome.TOO_SLOW);
    }

    private void gone() {
        if (answered.compareAndSet(false, true)) {
            work.cancel(false);
            callback.succeeded();
            ended(499, 0, Outcome.GONE);
        }
    }

    private void answer(Answer answer, Outcome outcome) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        boolean read = phase != Phase.READING;
        int length = answer.body().length;
        deadline = System.nanoTime() + timeFor(length);
        phase = Phase.WRITING;
        work.cancel(false);
        response.setStatus(answer.status());
        var headers = response.getHeaders();
        headers.put(NO_STORE);
        headers.put(NO_SNIFF);
        if (length > 0) {
            headers.put(HttpHeader.CONTENT_TYPE, answer.type());
        }
        if (answer.status() != 204) {
            headers.put(HttpHeader.CONTENT_LENGTH, length);
        }
        answer.headers().forEach(headers::put);
        if (all.isDraining() || outcome == Outcome.TOO_SLOW) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
        response.write(
                true,
                ByteBuffer.wrap(answer.body()),
                Callback.from(
                        () -> written(read, answer.status(), length, outcome),
                        failure -> written(true, answer.status(), length, Outcome.GONE)));
    }

    /** A client that still sends reads no answer until it has sent all: so what it sends is taken, within the time to write. */
    private void written(boolean read, int status, int length, Outcome outcome) {
        if (read || outcome == Outcome.TOO_SLOW || request.getHeaders().contains(HttpHeader.EXPECT)) {
            callback.succeeded();
            ended(status, length, outcome);
        } else {
            Discarded.rest(request, all.limits().bodyBytes(), () -> {
                callback.succeeded();
                ended(status, length, outcome);
            });
        }
    }

    private void ended(int status, int length, Outcome outcome) {
        over = true;
        giveBackBytes();
        all.ended(this, new Ended(served.get(), status, outcome, length, System.nanoTime() - began));
    }

    private long timeFor(long count) {
        return all.limits().grace().toNanos()
                + TimeUnit.SECONDS.toNanos(count) / all.limits().bytesPerSecond();
    }

    /** How an exchange ended. */
    record Ended(Served served, int status, Outcome outcome, int bytes, long nanos) {}
}
