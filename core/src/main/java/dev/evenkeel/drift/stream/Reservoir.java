package dev.evenkeel.drift.stream;

import dev.evenkeel.tensor.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A sample of bounded size of all that was offered, each kept with the same chance (algorithm R: Vitter 1985). Safe for any number of threads. */
public final class Reservoir<T> {
    private final int capacity;
    private final Randomness random;
    private final List<T> kept = new ArrayList<>();
    private long offered;

    /**
     * What was kept at one time.
     *
     * @param offered how many came by until then
     */
    public record Sample<T>(List<T> kept, long offered) {}

    /** @param capacity how many are kept at most */
    public Reservoir(int capacity, long seed) {
        if (capacity < 1) {
            throw new IllegalArgumentException("A reservoir needs room for 1 example or more, but got " + capacity);
        }
        this.capacity = capacity;
        random = Randomness.of(seed, "reservoir");
    }

    /** Offers one; it is made only if it is kept. */
    public void offer(Supplier<? extends T> one) {
        offerUnless(one, none -> false);
    }

    /** As {@link #offer}, but one that is chosen and unfit counts as if it had not come. */
    public synchronized void offerUnless(Supplier<? extends T> one, Predicate<? super T> unfit) {
        long place = offered < capacity ? offered : (long) (random.nextDouble() * (offered + 1));
        offered++;
        if (place >= capacity) {
            return;
        }
        T made = one.get();
        if (unfit.test(made)) {
            offered--;
        } else if (place < kept.size()) {
            kept.set((int) place, made);
        } else {
            kept.add(made);
        }
    }

    /** How many came by. */
    public synchronized long offered() {
        return offered;
    }

    /** What is kept now. */
    public synchronized Sample<T> sample() {
        return new Sample<>(List.copyOf(kept), offered);
    }
}
