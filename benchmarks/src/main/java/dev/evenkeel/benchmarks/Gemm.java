package dev.evenkeel.benchmarks;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.product.MatrixProduct;
import dev.evenkeel.kernel.product.PackedMatrix;
import dev.evenkeel.kernel.product.PackedProduct;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Start;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The matrix product beside netlib's pure-Java BLAS, on the same arrays. {@link #product} packs B in every call, as a
 * training step does; {@link #packed} has it packed, as a predictor does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class Gemm {
    /** Rows, depth and columns. */
    @Param({"1024x1024x1024", "256x784x512", "128x64x128", "1x512x256"})
    String shape;

    @Param("PLAIN")
    Orientation orientation;

    @Param("1")
    int threads;

    private final Epilogue epilogue = new Epilogue();
    private final BLAS netlib = JavaBLAS.getInstance();
    private Team team = Team.alone();
    private MatrixProduct product = new MatrixProduct(new Compute(ScalarKernels.kernels(), team), 0, 0);
    private Matrix left = Matrix.rowMajor(0, 0);
    private Matrix right = left;
    private Matrix result = left;
    private PackedProduct packed = PackedMatrix.pack(ScalarKernels.kernels(), left)
            .product(new Compute(ScalarKernels.kernels(), team), left, left, epilogue);
    private int rows;
    private int depth;
    private int columns;
    private float[] a = {};
    private float[] b = {};
    private float[] c = {};

    /** How the operands lie: as they are, for the gradient of the weights, for the gradient of the input. */
    public enum Orientation {
        PLAIN,
        TRANSPOSED_A,
        TRANSPOSED_B
    }

    static double operations(String shape) {
        double operations = 2;
        for (String side : shape.split("x")) {
            operations *= Integer.parseInt(side);
        }
        return operations;
    }

    @Setup
    public void prepare() {
        String[] sides = shape.split("x");
        rows = Integer.parseInt(sides[0]);
        depth = Integer.parseInt(sides[1]);
        columns = Integer.parseInt(sides[2]);
        a = Values.random(rows * depth, 1);
        b = Values.random(depth * columns, 2);
        c = new float[rows * columns];
        team = Team.of(threads);
        Kernels kernels = PreferredKernels.kernels();
        if (kernels.lanes() == 1) {
            throw new IllegalStateException("the vector kernels did not load");
        }
        if (!netlib.getClass().getSimpleName().equals("VectorBLAS")) {
            throw new IllegalStateException("netlib chose " + netlib.getClass() + " in place of its VectorBLAS");
        }
        product = new MatrixProduct(new Compute(kernels, team), depth, columns);
        left = (orientation == Orientation.TRANSPOSED_A
                        ? Matrix.columnMajor(rows, depth)
                        : Matrix.rowMajor(rows, depth))
                .over(a);
        right = (orientation == Orientation.TRANSPOSED_B
                        ? Matrix.columnMajor(depth, columns)
                        : Matrix.rowMajor(depth, columns))
                .over(b);
        result = Matrix.rowMajor(rows, columns).over(c);
        packed = PackedMatrix.pack(kernels, right).product(new Compute(kernels, team), Matrix.rowMajor(rows, depth).over(a), result, epilogue);
        checkAgreement();
    }

    @TearDown
    public void close() {
        team.close();
    }

    @Benchmark
    public float[] product() {
        product.run(left, right, result, Start.ZERO, epilogue);
        return c;
    }

    @Benchmark
    public float[] packed() {
        packed.run(rows);
        return c;
    }

    /** Netlib's matrices are column-major, so it computes the transposed product of the transposed operands. */
    @Benchmark
    public float[] netlib() {
        boolean turnedA = orientation == Orientation.TRANSPOSED_A;
        boolean turnedB = orientation == Orientation.TRANSPOSED_B;
        netlib.sgemm(
                turnedB ? "T" : "N",
                turnedA ? "T" : "N",
                columns,
                rows,
                depth,
                1f,
                b,
                turnedB ? depth : columns,
                a,
                turnedA ? rows : depth,
                0f,
                c,
                columns);
        return c;
    }

    private void checkAgreement() {
        float[] ours = product().clone();
        float[] theirs = netlib();
        for (int i = 0; i < ours.length; i++) {
            if (!(Math.abs(ours[i] - theirs[i]) < 1e-3)) {
                throw new IllegalStateException("the products differ at " + i + ": " + ours[i] + " and " + theirs[i]);
            }
        }
    }
}
