package dev.evenkeel.tensor;

/**
 * A stream of random numbers that is a function of its key alone: SplitMix64 (Steele, Lea and Flood 2014). Keys are
 * derived from a root seed and the names of what they serve, so adding a layer shifts no other.
 */
public final class Randomness {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public Randomness(long key) {
        state = key;
    }

    /** A stream for {@code purpose} under a root seed. */
    public static Randomness of(long seed, String purpose, long... numbers) {
        return new Randomness(key(seed, purpose, numbers));
    }

    /** A key that depends on the seed, the words of a purpose and numbers such as an epoch or a step. */
    public static long key(long seed, String purpose, long... numbers) {
        long key = mix(seed + GAMMA);
        for (int index = 0; index < purpose.length(); index++) {
            key = mix(key ^ (purpose.charAt(index) * GAMMA));
        }
        for (long number : numbers) {
            key = derive(key, number);
        }
        return key;
    }

    /** The key of {@code number} under {@code key}; allocates nothing. */
    public static long derive(long key, long number) {
        return mix(key + GAMMA * (number + 1));
    }

    /** Begins the stream of another key, as a new one would; allocates nothing. */
    public void restart(long key) {
        state = key;
    }

    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform in {@code [0, 1)}. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in {@code [0, bound)}. */
    public int nextInt(int bound) {
        return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
    }

    /** Standard normal (Marsaglia's polar method), through functions whose bits no compiler changes. */
    public double nextGaussian() {
        while (true) {
            double u = 2 * nextDouble() - 1;
            double v = 2 * nextDouble() - 1;
            double square = u * u + v * v;
            if (square > 0 && square < 1) {
                return u * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }

    /** Shuffles in place (Fisher and Yates). */
    public void shuffle(int[] values) {
        for (int index = values.length - 1; index > 0; index--) {
            int other = nextInt(index + 1);
            int value = values[index];
            values[index] = values[other];
            values[other] = value;
        }
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
