package dev.evenkeel.serve.batch;

import dev.evenkeel.serve.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Requests in the order in which they came: those that wait, and all that are not answered. Guarded by its user's lock. */
final class RequestQueue {
    private final BatchSettings settings;
    private final Set<WaitingRequest> waiting = new LinkedHashSet<>();
    private final Set<WaitingRequest> unanswered = new LinkedHashSet<>();
    private long examples;
    private long values;

    RequestQueue(BatchSettings settings) {
        this.settings = settings;
    }

    /** @throws ProtocolException 503 if there is no room */
    void add(WaitingRequest request) {
        int size = request.examples().inputs().length;
        boolean isFull = waiting.size() >= settings.maxQueued()
                || !waiting.isEmpty() && values + size > settings.maxQueuedValues();
        if (isFull) {
            throw new ProtocolException(
                    503, "The server is busy: " + waiting.size() + " requests wait for this model. Try again later");
        }
        waiting.add(request);
        unanswered.add(request);
        examples += request.examples().count();
        values += size;
    }

    /** Forgets a request that is answered, or whose client gave up. */
    void remove(WaitingRequest request) {
        unanswered.remove(request);
        if (waiting.remove(request)) {
            taken(request);
        }
    }

    private void taken(WaitingRequest request) {
        examples -= request.examples().count();
        values -= request.examples().inputs().length;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /** How long the first must wait on until its batch begins; 0 or less if it need not. */
    long nanosToWait(long now) {
        return examples >= settings.maxExamples()
                ? 0
                : settings.maxDelay().toNanos() - waiting.iterator().next().nanosSince(now);
    }

    /** The next batch: the first, and as many behind it as fit. */
    List<WaitingRequest> take() {
        List<WaitingRequest> batch = new ArrayList<>();
        int size = 0;
        Iterator<WaitingRequest> next = waiting.iterator();
        while (next.hasNext()) {
            WaitingRequest request = next.next();
            if (size > 0 && (long) size + request.examples().count() > settings.maxExamples()) {
                break;
            }
            size += request.examples().count();
            batch.add(request);
            taken(request);
            next.remove();
        }
        return batch;
    }

    boolean hasUnanswered() {
        return !unanswered.isEmpty();
    }

    /** Those whose time is over. */
    List<WaitingRequest> overdue(long now) {
        return unanswered.stream()
                .takeWhile(request ->
                        request.nanosSince(now) >= settings.timeLimit().toNanos())
                .toList();
    }

    /** When the next one's time is over. */
    long nanosToNextDue(long now) {
        return settings.timeLimit().toNanos() - unanswered.iterator().next().nanosSince(now);
    }
}
