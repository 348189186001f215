package dev.evenkeel.serve.watch;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Requests of the latest minutes: how many, how many failed, how long they took, and in what batches they were computed. */
final class Traffic {
    private static final int SLOTS = 60;
    private static final long SLOT_SECONDS = 5;
    /** Slots that the present figures are of: the latest minute. */
    private static final int PRESENT = 12;
    /** Bounds of times grow by a fifth each, from 10 microseconds to over a minute. */
    private static final int BOUNDS = 88;

    private static final double GROWTH = 1.2;
    private static final double FIRST_NANOS = 10_000;

    private final LongSupplier nanoTime;
    private final long began;
    private final Slot[] slots = new Slot[SLOTS];

    private static final class Slot {
        private long number = -1;
        private long requests;
        private long errors;
        private long batches;
        private long examples;
        private final int[] times = new int[BOUNDS];

        void begin(long newNumber) {
            number = newNumber;
            requests = 0;
            errors = 0;
            batches = 0;
            examples = 0;
            java.util.Arrays.fill(times, 0);
        }
    }

    Traffic(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        began = nanoTime.getAsLong();
        for (int index = 0; index < SLOTS; index++) {
            slots[index] = new Slot();
        }
    }

    synchronized void request(Outcome outcome, long nanos) {
        Slot slot = slot();
        slot.requests++;
        if (outcome == Outcome.OK) {
            slot.times[bound(nanos)]++;
        } else {
            slot.errors++;
        }
    }

    synchronized void batch(int examples) {
        Slot slot = slot();
        slot.batches++;
        slot.examples += examples;
    }

    /** Figures of the latest minute, and their history, the oldest first; what is not known is left out. */
    synchronized JsonObject toJson() {
        long now = number();
        long requests = 0;
        long errors = 0;
        long batches = 0;
        long examples = 0;
        int[] times = new int[BOUNDS];
        for (Slot slot : recent(now, PRESENT)) {
            requests += slot.requests;
            errors += slot.errors;
            batches += slot.batches;
            examples += slot.examples;
            for (int bound = 0; bound < BOUNDS; bound++) {
                times[bound] += slot.times[bound];
            }
        }
        double seconds = Math.max(1, Math.min(PRESENT * SLOT_SECONDS, age()));
        JsonObject json = JsonObject.of()
                .with("requestsPerSecond", JsonNumber.rounded(requests / seconds, 3))
                .with("errorsPerSecond", JsonNumber.rounded(errors / seconds, 3));
        if (requests > errors) {
            json = json.with("p50Milliseconds", JsonNumber.rounded(quantile(times, .5), 3))
                    .with("p99Milliseconds", JsonNumber.rounded(quantile(times, .99), 3));
        }
        if (batches > 0) {
            json = json.with("examplesPerBatch", JsonNumber.rounded((double) examples / batches, 3));
        }
        return json.with("history", history(now));
    }

    private JsonObject history(long now) {
        List<Slot> all = recent(now, Math.min(SLOTS, Math.max(2, number(age()) + 1)));
        return JsonObject.of()
                .with("slotSeconds", SLOT_SECONDS)
                .with(
                        "requestsPerSecond",
                        JsonArray.of(all, slot -> JsonNumber.rounded((double) slot.requests / SLOT_SECONDS, 3)))
                .with("p99Milliseconds", JsonArray.of(all, slot -> JsonNumber.rounded(quantile(slot.times, .99), 3)))
                .with(
                        "examplesPerBatch",
                        JsonArray.of(
                                all,
                                slot -> JsonNumber.rounded((double) slot.examples / Math.max(1, slot.batches), 3)));
    }

    /** The latest slots, the oldest first; one in which nothing happened is empty. */
    private List<Slot> recent(long now, long count) {
        List<Slot> recent = new ArrayList<>();
        for (long number = now - count + 1; number <= now; number++) {
            Slot slot = slots[(int) Math.floorMod(number, (long) SLOTS)];
            recent.add(slot.number == number ? slot : new Slot());
        }
        return recent;
    }

    private Slot slot() {
        long number = number();
        Slot slot = slots[(int) (number % SLOTS)];
        if (slot.number != number) {
            slot.begin(number);
        }
        return slot;
    }

    private double age() {
        return (nanoTime.getAsLong() - began) / 1e9;
    }

    private long number() {
        return number(age());
    }

    private static long number(double seconds) {
        return (long) (seconds / SLOT_SECONDS);
    }

    private static int bound(long nanos) {
        double steps = Math.ceil(Math.log(Math.max(1, nanos / FIRST_NANOS)) / Math.log(GROWTH));
        return (int) Math.min(BOUNDS - 1, steps);
    }

    /** In milliseconds; 0 where there are no times. */
    private static double quantile(int[] times, double share) {
        long all = 0;
        for (int count : times) {
            all += count;
        }
        long sought = (long) Math.ceil(share * all);
        long seen = 0;
        for (int bound = 0; bound < BOUNDS; bound++) {
            seen += times[bound];
            if (seen >= sought && seen > 0) {
                return FIRST_NANOS * Math.pow(GROWTH, bound) / TimeUnit.MILLISECONDS.toNanos(1);
            }
        }
        return 0;
    }
}
