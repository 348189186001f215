package dev.evenkeel.kernel.team;

import java.util.concurrent.atomic.AtomicLong;

/** Who of a team's threads works in which of a few working memories. Lock-free; allocates nothing. */
public final class ScratchSlots {
    private final AtomicLong free;
    private final int count;

    /** As many memories as the team has threads, but at most 63: other threads wait. */
    public ScratchSlots(Team team) {
        count = Math.min(Long.SIZE - 1, team.threads());
        free = new AtomicLong(-1L >>> (Long.SIZE - count));
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** A task whose every run has a memory to itself. */
    public Team.RangeTask task(SlotTask task) {
        return (from, to) -> {
            int slot = take();
            try {
                task.run(from, to, slot);
            } finally {
                free.getAndAdd(1L << slot);
            }
        };
    }

    private int take() {
        while (true) {
            long all = free.get();
            long lowest = Long.lowestOneBit(all);
            if (lowest == 0) {
                Thread.onSpinWait();
            } else if (free.compareAndSet(all, all - lowest)) {
                return Long.numberOfTrailingZeros(lowest);
            }
        }
    }

    /** Work on the items {@code [from, to)} in the memory of number {@code slot}. */
    @FunctionalInterface
    public interface SlotTask {
        void run(int from, int to, int slot);
    }
}
