package dev.evenkeel.benchmarks;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The most multiply-adds one core can do: chains of them in registers, without memory. Twelve chains fit 16 registers and
 * twenty fit 32; the better of the two is the limit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class CoreLimits {
    /** As many as make a call last some milliseconds, like a large product. */
    static final int STEPS = 1_000_000;

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    private final float[] result = new float[S.length()];

    /** Floating-point operations of one call. */
    static double operations(int chains) {
        return 2.0 * chains * S.length() * STEPS;
    }

    @Benchmark
    public float[] twelveChains() {
        twelve(STEPS, result);
        return result;
    }

    @Benchmark
    public float[] twentyChains() {
        twenty(STEPS, result);
        return result;
    }

    private static void twelve(int steps, float[] result) {
        FloatVector x = FloatVector.broadcast(S, 0.999f);
        FloatVector y = FloatVector.broadcast(S, 0.001f);
        FloatVector s0 = FloatVector.broadcast(S, 0);
        FloatVector s1 = FloatVector.broadcast(S, 1);
        FloatVector s2 = FloatVector.broadcast(S, 2);
        FloatVector s3 = FloatVector.broadcast(S, 3);
        FloatVector s4 = FloatVector.broadcast(S, 4);
        FloatVector s5 = FloatVector.broadcast(S, 5);
        FloatVector s6 = FloatVector.broadcast(S, 6);
        FloatVector s7 = FloatVector.broadcast(S, 7);
        FloatVector s8 = FloatVector.broadcast(S, 8);
        FloatVector s9 = FloatVector.broadcast(S, 9);
        FloatVector s10 = FloatVector.broadcast(S, 10);
        FloatVector s11 = FloatVector.broadcast(S, 11);
        for (int i = 0; i < steps; i++) {
            s0 = s0.fma(x, y);
            s1 = s1.fma(x, y);
            s2 = s2.fma(x, y);
            s3 = s3.fma(x, y);
            s4 = s4.fma(x, y);
            s5 = s5.fma(x, y);
            s6 = s6.fma(x, y);
            s7 = s7.fma(x, y);
            s8 = s8.fma(x, y);
            s9 = s9.fma(x, y);
            s10 = s10.fma(x, y);
            s11 = s11.fma(x, y);
        }
        s0 = s0.add(s1).add(s2.add(s3));
        s4 = s4.add(s5).add(s6.add(s7));
        s8 = s8.add(s9).add(s10.add(s11));
        s0.add(s4).add(s8).intoArray(result, 0);
    }

    private static void twenty(int steps, float[] result) {
        FloatVector x = FloatVector.broadcast(S, 0.999f);
        FloatVector y = FloatVector.broadcast(S, 0.001f);
        FloatVector s0 = FloatVector.broadcast(S, 0);
        FloatVector s1 = FloatVector.broadcast(S, 1);
        FloatVector s2 = FloatVector.broadcast(S, 2);
        FloatVector s3 = FloatVector.broadcast(S, 3);
        FloatVector s4 = FloatVector.broadcast(S, 4);
        FloatVector s5 = FloatVector.broadcast(S, 5);
        FloatVector s6 = FloatVector.broadcast(S, 6);
        FloatVector s7 = FloatVector.broadcast(S, 7);
        FloatVector s8 = FloatVector.broadcast(S, 8);
        FloatVector s9 = FloatVector.broadcast(S, 9);
        FloatVector s10 = FloatVector.broadcast(S, 10);
        FloatVector s11 = FloatVector.broadcast(S, 11);
        FloatVector s12 = FloatVector.broadcast(S, 12);
        FloatVector s13 = FloatVector.broadcast(S, 13);
        FloatVector s14 = FloatVector.broadcast(S, 14);
        FloatVector s15 = FloatVector.broadcast(S, 15);
        FloatVector s16 = FloatVector.broadcast(S, 16);
        FloatVector s17 = FloatVector.broadcast(S, 17);
        FloatVector s18 = FloatVector.broadcast(S, 18);
        FloatVector s19 = FloatVector.broadcast(S, 19);
        for (int i = 0; i < steps; i++) {
            s0 = s0.fma(x, y);
            s1 = s1.fma(x, y);
            s2 = s2.fma(x, y);
            s3 = s3.fma(x, y);
            s4 = s4.fma(x, y);
            s5 = s5.fma(x, y);
            s6 = s6.fma(x, y);
            s7 = s7.fma(x, y);
            s8 = s8.fma(x, y);
            s9 = s9.fma(x, y);
            s10 = s10.fma(x, y);
            s11 = s11.fma(x, y);
            s12 = s12.fma(x, y);
            s13 = s13.fma(x, y);
            s14 = s14.fma(x, y);
            s15 = s15.fma(x, y);
            s16 = s16.fma(x, y);
            s17 = s17.fma(x, y);
            s18 = s18.fma(x, y);
            s19 = s19.fma(x, y);
        }
        s0 = s0.add(s1).add(s2.add(s3));
        s4 = s4.add(s5).add(s6.add(s7));
        s8 = s8.add(s9).add(s10.add(s11));
        s12 = s12.add(s13).add(s14.add(s15));
        s16 = s16.add(s17).add(s18.add(s19));
        s0.add(s4).add(s8).add(s12).add(s16).intoArray(result, 0);
    }
}
