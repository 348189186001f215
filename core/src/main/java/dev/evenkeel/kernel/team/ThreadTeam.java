package dev.evenkeel.kernel.team;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A team of daemon threads. A run opens a region; the members who notice it join, claim blocks from one counter and
 * leave; the caller claims too, closes the region when no block is left, and waits for those who joined. So a member
 * who sleeps or comes late costs nothing, and none can see the blocks of another region.
 */
final class ThreadTeam implements Team {
    static final Team ALONE = new Alone();

    /** How long an idle member watches for the next region: a serial stretch of a training step. */
    private static final long WATCH_NANOS = 30_000;
    /** The same where the threads outnumber the processors, and watching takes one away from who works. */
    private static final long CROWDED_WATCH_NANOS = 1_000;

    private static final int SPINS_PER_LOOK = 32;

    /** Each in a cache line of its own: the region, the next block, how many members sleep. */
    private static final int REGION = 16;

    private static final int NEXT_BLOCK = 32;
    private static final int SLEEPERS = 48;

    /** A region's word: joined members in the low half, then whether it is open, then its number. */
    private static final long JOINED = 0xFFFF_FFFFL;

    private static final long OPEN = 1L << 32;
    private static final int NUMBER_AT = 33;
    private static final long ENDED = -1L;

    private static final long IDLE = 0;
    private static final long BUSY = 1;
    private static final long CLOSED = 2;
    private static final int USE = 0;

    private static final RangeTask NO_TASK = (from, to) -> {};

    private final AtomicLongArray words = new AtomicLongArray(64);
    private final Member[] members;
    private final long watchNanos;

    private int items;
    private int grain;
    private long blocks;
    private RangeTask task = NO_TASK;
    private final AtomicBoolean reserved = new AtomicBoolean();
    private volatile boolean callerSleeps;
    private Thread caller = Thread.currentThread();

    private long failedBlock = Long.MAX_VALUE;
    private @Nullable Throwable failure;

    ThreadTeam(int threads) {
        watchNanos = threads > Runtime.getRuntime().availableProcessors() ? CROWDED_WATCH_NANOS : WATCH_NANOS;
        members = new Member[threads - 1];
        Arrays.setAll(members, k -> new Member(k + 1));
        for (Member member : members) {
            member.thread.start();
        }
    }

    @Override
    public int threads() {
        return members.length + 1;
    }

    @Override
    public void run(int items, int grain, RangeTask task) {
        if (grain < 1) {
            throw new IllegalArgumentException("A team needs blocks of 1 item or more, but the grain is " + grain);
        }
        begin();
        try {
            blocks = ((long) items + grain - 1) / grain;
            if (blocks <= 1 || members.length == 0) {
                ALONE.run(items, grain, task);
            } else {
                this.items = items;
                this.grain = grain;
                this.task = task;
                share();
            }
        } finally {
            words.set(USE, IDLE);
        }
    }

    @Override
    public boolean tryReserve() {
        return reserved.compareAndSet(false, true);
    }

    @Override
    public void release() {
        reserved.set(false);
    }

    private void begin() {
        if (!words.compareAndSet(USE, IDLE, BUSY)) {
            throw new IllegalStateException(
                    words.get(USE) == CLOSED
                            ? "This team is closed: make another with Team.of"
                            : "This team is at work, and its runs must not overlap: wait for the run to end, or use another"
                                    + " team inside a task or on a second thread");
        }
    }

    private void share() {
        caller = Thread.currentThread();
        words.set(NEXT_BLOCK, 0);
        words.set(REGION, ((words.get(REGION) & ~JOINED) + (1L << NUMBER_AT)) | OPEN);
        if (words.get(SLEEPERS) > 0) {
            wake((int) Math.min(members.length, blocks - 1));
        }
        claimBlocks();
        awaitMembers();
        task = NO_TASK;
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            failedBlock = Long.MAX_VALUE;
            rethrow(thrown);
        }
    }

    private void wake(int count) {
        for (int k = 0; k < count; k++) {
            if (members[k].sleeps) {
                LockSupport.unpark(members[k].thread);
            }
        }
    }

    private void claimBlocks() {
        for (long block = words.getAndIncrement(NEXT_BLOCK);
                block < blocks;
                block = words.getAndIncrement(NEXT_BLOCK)) {
            int from = (int) (block * grain);
            try {
                task.run(from, items - from < grain ? items : from + grain);
            } catch (Throwable thrown) {
                remember(block, thrown);
            }
        }
    }

    private synchronized void remember(long block, Throwable thrown) {
        if (block < failedBlock) {
            failedBlock = block;
            failure = thrown;
        }
    }

    private void awaitMembers() {
        long region = words.get(REGION);
        while (!words.compareAndSet(REGION, region, region & ~OPEN)) {
            region = words.get(REGION);
        }
        long start = System.nanoTime();
        while ((words.get(REGION) & JOINED) != 0) {
            for (int i = 0; i < SPINS_PER_LOOK && (words.get(REGION) & JOINED) != 0; i++) {
                Thread.onSpinWait();
            }
            if (System.nanoTime() - start > watchNanos) {
                callerSleeps = true;
                if ((words.get(REGION) & JOINED) != 0) {
                    LockSupport.park(this);
                }
                callerSleeps = false;
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void rethrow(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Override
    public void close() {
        if (words.get(USE) == CLOSED) {
            return;
        }
        begin();
        words.set(USE, CLOSED);
        words.set(REGION, ENDED);
        wake(members.length);
        boolean interrupted = false;
        for (Member member : members) {
            while (member.thread.isAlive()) {
                try {
                    member.thread.join();
                } catch (InterruptedException wait) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Member implements Runnable {
        private final Thread thread;
        private volatile boolean sleeps;

        Member(int number) {
            thread = new Thread(null, this, "evenkeel-team-" + number, 0, false);
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            long last = 0;
            for (long region = next(last); region != ENDED; region = next(last)) {
                if (words.compareAndSet(REGION, region, region + 1)) {
                    last = region;
                    claimBlocks();
                    leave();
                }
            }
        }

        private void leave() {
            long left = words.decrementAndGet(REGION);
            if ((left & (OPEN | JOINED)) == 0 && callerSleeps) {
                LockSupport.unpark(caller);
            }
        }

        /** The next open region after {@code last}, or {@link #ENDED}. */
        private long next(long last) {
            long start = System.nanoTime();
            while (true) {
                for (int i = 0; i < SPINS_PER_LOOK; i++) {
                    long region = words.get(REGION);
                    if (isNew(region, last)) {
                        return region;
                    }
                    Thread.onSpinWait();
                }
                if (System.nanoTime() - start > watchNanos) {
                    return sleepUntilNext(last);
                }
            }
        }

        private long sleepUntilNext(long last) {
            sleeps = true;
            words.incrementAndGet(SLEEPERS);
            long region = words.get(REGION);
            while (!isNew(region, last)) {
                LockSupport.park(ThreadTeam.this);
                Thread.interrupted();
                region = words.get(REGION);
            }
            words.decrementAndGet(SLEEPERS);
            sleeps = false;
            return region;
        }

        private boolean isNew(long region, long last) {
            return region == ENDED || ((region & OPEN) != 0 && region >>> NUMBER_AT != last >>> NUMBER_AT);
        }
    }

    private static final class Alone implements Team {
        @Override
        public int threads() {
            return 1;
        }

        @Override
        public void run(int items, int grain, RangeTask task) {
            for (int from = 0; from < items; from += grain) {
                task.run(from, Math.min(items, from + grain));
            }
        }

        @Override
        public boolean tryReserve() {
            return true;
        }

        @Override
        public void release() {}

        @Override
        public void close() {}
    }
}
