package dev.evenkeel.arithmetic;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;
import dev.evenkeel.kernel.view.Start;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/** The products of a {@link MatrixMultiply}: one for each matrix of an example's output, on the caller's thread. */
final class MatrixProducts {
    private final Kernels kernels;
    private final int rows;
    private final int depth;
    private final int columns;
    private final int aSize;
    private final int bSize;
    private final int[] aStarts;
    private final int[] bStarts;

    MatrixProducts(Kernels kernels, Shape a, Shape b, Shape c) {
        this.kernels = kernels;
        rows = a.extent(-2);
        depth = a.extent(-1);
        columns = b.extent(-1);
        aSize = a.size();
        bSize = b.size();
        aStarts = starts(a, c);
        bStarts = starts(b, c);
    }

    /** The axes before the last two. */
    static Shape leading(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.toArray(), shape.rank() - 2));
    }

    private static int[] starts(Shape input, Shape output) {
        Shape matrices = leading(output);
        int[] starts = Broadcast.starts(leading(input), matrices, matrices.rank());
        int size = input.extent(-1) * input.extent(-2);
        return Arrays.stream(starts).map(matrix -> matrix * size).toArray();
    }

    /** The matrices of one product at a time, and what one thread packs them into. */
    final class Memory {
        private final Matrix a = Matrix.rowMajor(rows, depth);
        private final Matrix aTransposed = Matrix.columnMajor(depth, rows);
        private final Matrix b = Matrix.rowMajor(depth, columns);
        private final Matrix bTransposed = Matrix.columnMajor(columns, depth);
        private final Matrix c = Matrix.rowMajor(rows, columns);
        private final Product product = new Product();
        private final float[] packed;
        private final float[] workspace = new float[kernels.products().workspaceLength()];

        private Memory() {
            int forward = kernels.products().packedLength(depth, columns);
            int byA = kernels.products().packedLength(columns, depth);
            int byB = kernels.products().packedLength(rows, columns);
            packed = new float[Math.max(forward, Math.max(byA, byB))];
        }

        private void multiply(Matrix left, Matrix right, Matrix result, Start start) {
            int panels = kernels.products().panels(right.columns());
            kernels.products().pack(right, packed, 0, panels);
            product.of(left, packed, result).start(start);
            kernels.products().multiply(product, 0, result.rows(), 0, panels, workspace);
        }
    }

    Memory memory() {
        return new Memory();
    }

    long multiplyAdds() {
        return (long) aStarts.length * rows * depth * columns;
    }

    /** {@code C = A B} for the examples {@code [from, to)}. */
    void multiply(float[] a, float[] b, float[] c, int from, int to, Memory memory) {
        for (int product = from * aStarts.length; product < to * aStarts.length; product++) {
            memory.a.over(a, aStart(product));
            memory.b.over(b, bStart(product));
            memory.c.over(c, cStart(product));
            memory.multiply(memory.a, memory.b, memory.c, Start.ZERO);
        }
    }

    /** {@code dA = dC B^T}, summed over what A's matrices repeat for. */
    void differentiateA(float[] dc, float[] b, float[] da, int from, int to, Memory memory) {
        Arrays.fill(da, from * aSize, to * aSize, 0);
        for (int product = from * aStarts.length; product < to * aStarts.length; product++) {
            memory.c.over(dc, cStart(product));
            memory.bTransposed.over(b, bStart(product));
            memory.a.over(da, aStart(product));
            memory.multiply(memory.c, memory.bTransposed, memory.a, Start.SUM);
        }
    }

    /** {@code dB = A^T dC}, summed over what B's matrices repeat for. */
    void differentiateB(float[] a, float[] dc, float[] db, int from, int to, Memory memory) {
        Arrays.fill(db, from * bSize, to * bSize, 0);
        for (int product = from * aStarts.length; product < to * aStarts.length; product++) {
            memory.aTransposed.over(a, aStart(product));
            memory.c.over(dc, cStart(product));
            memory.b.over(db, bStart(product));
            memory.multiply(memory.aTransposed, memory.c, memory.b, Start.SUM);
        }
    }

    private int aStart(int product) {
        return product / aStarts.length * aSize + aStarts[product % aStarts.length];
    }

    private int bStart(int product) {
        return product / bStarts.length * bSize + bStarts[product % bStarts.length];
    }

    private int cStart(int product) {
        return product * rows * columns;
    }
}
