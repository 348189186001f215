package dev.evenkeel.arithmetic;

import dev.evenkeel.kernel.Epilogue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Start;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/** The products of a {@link MatrixMultiply}: one for each matrix of an example's output, on the caller's thread. */
final class MatrixProducts {
    private final Kernels kernels;
    private final Epilogue unchanged = new Epilogue();
    private final int rows;
    private final int depth;
    private final int columns;
    private final int aSize;
    private final int bSize;
    private final int[] aStarts;
    private final int[] bStarts;

    /** What one thread packs matrices into. */
    record Memory(float[] packed, float[] workspace) {}

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

    Memory memory() {
        int forward = kernels.products().packedLength(depth, columns);
        int byA = kernels.products().packedLength(columns, depth);
        int byB = kernels.products().packedLength(rows, columns);
        return new Memory(
                new float[Math.max(forward, Math.max(byA, byB))],
                new float[kernels.products().workspaceLength()]);
    }

    /** How many multiply-adds an example takes. */
    long multiplyAdds() {
        return (long) aStarts.length * rows * depth * columns;
    }

    /** {@code C = A B} for the examples {@code [from, to)}. */
    void multiply(float[] a, float[] b, float[] c, int from, int to, Memory memory) {
        for (int product = from * aStarts.length; product < to * aStarts.length; product++) {
            pack(b, bStart(product), columns, 1, depth, columns, memory);
            multiply(a, aStart(product), depth, 1, depth, c, cStart(product), Start.ZERO, rows, columns, memory);
        }
    }

    /** {@code dA = dC B^T}, summed over what A's matrices repeat for. */
    void differentiateA(float[] dc, float[] b, float[] da, int from, int to, Memory memory) {
        Arrays.fill(da, from * aSize, to * aSize, 0);
        for (int product = from * aStarts.length; product < to * aStarts.length; product++) {
            pack(b, bStart(product), 1, columns, columns, depth, memory);
            int at = aStart(product);
            multiply(dc, cStart(product), columns, 1, columns, da, at, Start.SUM, rows, depth, memory);
        }
    }

    /** {@code dB = A^T dC}, summed over what B's matrices repeat for. */
    void differentiateB(float[] a, float[] dc, float[] db, int from, int to, Memory memory) {
        Arrays.fill(db, from * bSize, to * bSize, 0);
        for (int product = from * aStarts.length; product < to * aStarts.length; product++) {
            pack(dc, cStart(product), columns, 1, rows, columns, memory);
            int at = bStart(product);
            multiply(a, aStart(product), 1, depth, rows, db, at, Start.SUM, depth, columns, memory);
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

    private void pack(float[] right, int at, int depthStride, int columnStride, int height, int width, Memory memory) {
        int panels = panels(width);
        kernels.products().pack(right, at, depthStride, columnStride, height, width, memory.packed, 0, panels);
    }

    private void multiply(
            float[] left,
            int at,
            int rowStride,
            int depthStride,
            int height,
            float[] result,
            int resultAt,
            Start start,
            int resultRows,
            int width,
            Memory memory) {
        kernels.products()
                .multiply(
                        left,
                        at,
                        rowStride,
                        depthStride,
                        memory.packed,
                        height,
                        width,
                        result,
                        resultAt,
                        width,
                        start,
                        unchanged,
                        0,
                        resultRows,
                        0,
                        panels(width),
                        memory.workspace);
    }

    private int panels(int width) {
        return (width + kernels.products().panelColumns() - 1)
                / kernels.products().panelColumns();
    }
}
