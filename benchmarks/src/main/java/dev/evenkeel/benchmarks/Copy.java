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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The most memory traffic one core can have, by bytes read and written: 256 KiB in all for the cache, 128 MiB beyond it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class Copy {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

    /** Values copied; the sizes of {@link BatchNormForward}'s shapes. */
    @Param({"32768", "2097152", "3211264", "4194304", "16777216"})
    int length;

    private float[] from = {};
    private float[] to = {};

    @Setup
    public void fill() {
        from = Values.random(length, 1);
        to = new float[length];
    }

    @Benchmark
    public float[] arraycopy() {
        System.arraycopy(from, 0, to, 0, length);
        return to;
    }

    @Benchmark
    public float[] vectorLoop() {
        copy(from, to);
        return to;
    }

    private static void copy(float[] from, float[] to) {
        for (int i = 0; i < S.loopBound(from.length); i += S.length()) {
            FloatVector.fromArray(S, from, i).intoArray(to, i);
        }
    }
}
