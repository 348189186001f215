package dev.evenkeel.lab.live;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.lab.report.LivePage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The page as it is now, made when it is asked for, once a second at most. */
final class CurrentPage {
    private static final long MILLIS = 1000;
    private static final long YOUNG = 900_000_000L;

    private final Supplier<LivePage> present;
    private final AtomicLong changes = new AtomicLong();
    private Optional<Event> latest = Optional.empty();
    private Optional<byte[]> html = Optional.empty();
    private boolean closed;

    CurrentPage(Supplier<LivePage> present) {
        this.present = present;
    }

    /**
     * What a stream says of a page.
     *
     * @param change how much had changed when it was made
     * @param made when, in nanoseconds
     * @param page that is told of
     * @param bytes as they go over the wire
     */
    record Event(long change, long made, LivePage page, byte[] bytes) {
        static Event of(long change, LivePage page) {
            String name = page.state() == LivePage.State.ENDED ? "event: last\n" : "";
            String text = name + "data: " + JsonValue.of(page.content()) + "\n\n";
            return new Event(change, System.nanoTime(), page, text.getBytes(StandardCharsets.UTF_8));
        }

        boolean isLast() {
            return page.state() == LivePage.State.ENDED;
        }
    }

    void changed() {
        changes.incrementAndGet();
    }

    /** Whether there is more than {@code event} tells. */
    synchronized boolean isBeyond(Event event) {
        return isLast() || changes.get() != event.change();
    }

    synchronized void finish(LivePage page) {
        latest = Optional.of(Event.of(changes.get(), page));
        html = Optional.empty();
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Waits a second, or until the last page is there. */
    synchronized void pause() throws InterruptedException {
        long begin = System.nanoTime();
        long left = MILLIS;
        while (left > 0 && !closed && !isLast()) {
            wait(left);
            left = MILLIS - (System.nanoTime() - begin) / 1_000_000;
        }
    }

    synchronized Event event() {
        long change = changes.get();
        if (latest.isEmpty() || (!isLast() && isOld(latest.get(), change))) {
            latest = Optional.of(Event.of(change, present.get()));
            html = Optional.empty();
        }
        return latest.orElseThrow();
    }

    private boolean isLast() {
        return latest.isPresent() && latest.get().isLast();
    }

    private static boolean isOld(Event event, long change) {
        return event.change() != change && System.nanoTime() - event.made() > YOUNG;
    }

    synchronized byte[] page() {
        LivePage page = event().page();
        byte[] bytes = html.orElseGet(() -> page.page().getBytes(StandardCharsets.UTF_8));
        html = Optional.of(bytes);
        return bytes;
    }
}
