package dev.evenkeel.kernel.scalar;

/**
 * The random bits of dropout: a hash of (key, index) in two rounds of 32-bit mixing, so that any part of a mask can be
 * drawn alone, in any order, and by integer lanes. The upper half of the index and the key enter through two seeds.
 */
public final class DropoutHash {
    public static final int FIRST_A = 0x85EBCA6B;
    public static final int FIRST_B = 0xC2B2AE35;
    public static final int SECOND_A = 0x7FEB352D;
    public static final int SECOND_B = 0x846CA68B;

    private DropoutHash() {}

    /** What enters before the first round, for indices whose upper half is that of {@code index}. */
    public static int firstSeed(long key, long index) {
        return (int) (mix(key, index >>> 32) >>> 32);
    }

    /** What enters before the second round. */
    public static int secondSeed(long key, long index) {
        return (int) mix(key, index >>> 32);
    }

    /** An element is kept where the upper 24 bits of its hash are below this. */
    public static int threshold(float keep) {
        return (int) Math.ceil(keep * 0x1p24);
    }

    /** How many indices from {@code first} on, at most {@code length}, share its upper half. */
    public static int sameSeeds(long first, int length) {
        return (int) Math.min(length, 0x1_0000_0000L - (first & 0xFFFF_FFFFL));
    }

    /** The 32 random bits of the index with this lower half. */
    public static int hash(int index, int firstSeed, int secondSeed) {
        int h = index ^ firstSeed;
        h ^= h >>> 16;
        h *= FIRST_A;
        h ^= h >>> 13;
        h *= FIRST_B;
        h ^= h >>> 16;
        h += secondSeed;
        h ^= h >>> 16;
        h *= SECOND_A;
        h ^= h >>> 15;
        h *= SECOND_B;
        return h ^ h >>> 16;
    }

    private static long mix(long key, long upperIndex) {
        long z = key + (upperIndex + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
