package dev.evenkeel.data.digits;

/** SplitMix64 (Steele, Lea and Flood, 2014): a stream of numbers that is the same on every Java. */
final class SplitMix {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    /** The stream of one member of a family, independent of the order in which members are asked for. */
    static SplitMix of(long seed, long part, long index) {
        return new SplitMix(mix(mix(mix(seed + GAMMA) + part * GAMMA) + index * GAMMA));
    }

    long next() {
        state += GAMMA;
        return mix(state);
    }

    /** Uniform on {@code [low, high)}. */
    float uniform(float low, float high) {
        return low + (high - low) * ((next() >>> 40) * 0x1p-24f);
    }

    /** Uniform on {@code 0 .. count - 1}. */
    int below(int count) {
        return (int) (((next() >>> 32) * count) >>> 32);
    }

    /** About normal with mean 0 and deviation 1: four 16-bit uniforms summed, so never beyond 3.47. */
    float normal() {
        long bits = next();
        long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
        return (sum - 2 * 65535) * (1.7320508f / 65536f);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
