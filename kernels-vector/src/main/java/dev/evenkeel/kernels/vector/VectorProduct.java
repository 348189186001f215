package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Epilogue;
import dev.evenkeel.kernel.Kernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product on packed panels: tiles of {@value #TILE_ROWS} rows and one panel whose sums stay in registers
 * (Goto and van de Geijn 2008). The depth is cut into the same blocks for every row, and sums rest in C between them,
 * which changes no bit. A transposed A is turned tile by tile into the workspace.
 */
final class VectorProduct {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> D = VectorSpecies.of(double.class, S.vectorShape());
    private static final int L = S.length();
    /** 512-bit machines and all of ARM's have 32 vector registers, others 16. */
    private static final boolean MANY_REGISTERS =
            L >= 16 || System.getProperty("os.arch", "").equals("aarch64");

    static final int PANEL_COLUMNS = (MANY_REGISTERS ? 4 : 2) * L;
    static final int TILE_ROWS = 6;

    private static final int DEPTH_BLOCK = 512;
    private static final int ROW_BLOCK = 20 * TILE_ROWS;
    /** Not a power of two, so that the rows of a turned tile do not share one cache set. */
    private static final int TURNED_STRIDE = DEPTH_BLOCK + 16;

    static final int WORKSPACE_LENGTH = TILE_ROWS * TURNED_STRIDE;

    private VectorProduct() {}

    static int packedLength(int depth, int columns) {
        int panels = (columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
        return Math.multiplyExact(Math.multiplyExact(panels, PANEL_COLUMNS), depth);
    }

    static void pack(
            float[] b,
            int offset,
            int depthStride,
            int columnStride,
            int depth,
            int columns,
            float[] packed,
            int panelFrom,
            int panelTo) {
        for (int panel = panelFrom; panel < panelTo; panel++) {
            int column = panel * PANEL_COLUMNS;
            int valid = Math.min(PANEL_COLUMNS, columns - column);
            int at = column * depth;
            if (valid < PANEL_COLUMNS) {
                java.util.Arrays.fill(packed, at, at + PANEL_COLUMNS * depth, 0f);
            }
            if (columnStride == 1) {
                for (int k = 0; k < depth; k++) {
                    System.arraycopy(b, offset + k * depthStride + column, packed, at + k * PANEL_COLUMNS, valid);
                }
            } else {
                packTurned(b, offset + column * columnStride, depthStride, columnStride, depth, valid, packed, at);
            }
        }
    }

    private static void packTurned(
            float[] b, int from, int depthStride, int columnStride, int depth, int valid, float[] packed, int at) {
        int block = 32;
        for (int k0 = 0; k0 < depth; k0 += block) {
            int k1 = Math.min(depth, k0 + block);
            for (int j = 0; j < valid; j++) {
                int source = from + j * columnStride;
                for (int k = k0; k < k1; k++) {
                    packed[at + k * PANEL_COLUMNS + j] = b[source + k * depthStride];
                }
            }
        }
    }

    /** As {@link Kernels#multiply}; {@code kernels} compute the activations that are not fused here. */
    static void multiply(
            Kernels kernels,
            float[] a,
            int aOffset,
            int aRowStride,
            int aDepthStride,
            float[] packed,
            int depth,
            int columns,
            float[] c,
            int cOffset,
            int cRowStride,
            Kernels.Start start,
            Epilogue epilogue,
            int rowFrom,
            int rowTo,
            int panelFrom,
            int panelTo,
            float[] workspace) {
        boolean turn = aDepthStride != 1;
        int rowBlock = turn ? TILE_ROWS : ROW_BLOCK;
        int k0 = 0;
        do {
            int block = Math.min(DEPTH_BLOCK, depth - k0);
            boolean sum = start == Kernels.Start.SUM || k0 > 0;
            boolean last = k0 + block == depth;
            for (int i0 = rowFrom; i0 < rowTo; i0 += rowBlock) {
                int i1 = Math.min(rowTo, i0 + rowBlock);
                float[] source = a;
                int sourceAt = aOffset + i0 * aRowStride + k0;
                int sourceStride = aRowStride;
                if (turn) {
                    turn(a, aOffset + i0 * aRowStride + k0 * aDepthStride, aRowStride, aDepthStride, i1 - i0, block, workspace);
                    source = workspace;
                    sourceAt = 0;
                    sourceStride = TURNED_STRIDE;
                }
                for (int panel = panelFrom; panel < panelTo; panel++) {
                    int column = panel * PANEL_COLUMNS;
                    int valid = Math.min(PANEL_COLUMNS, columns - column);
                    int packedAt = column * depth + k0 * PANEL_COLUMNS;
                    for (int i = i0; i < i1; i += TILE_ROWS) {
                        int rows = Math.min(TILE_ROWS, i1 - i);
                        int aAt = sourceAt + (i - i0) * sourceStride;
                        int cAt = cOffset + i * cRowStride + column;
                        if (valid < PANEL_COLUMNS) {
                            narrow(source, aAt, sourceStride, packed, packedAt, block, c, cAt, cRowStride, rows, valid, sum);
                        } else if (MANY_REGISTERS) {
                            four(source, aAt, sourceStride, packed, packedAt, block, c, cAt, cRowStride, rows, sum);
                        } else {
                            two(source, aAt, sourceStride, packed, packedAt, block, c, cAt, cRowStride, rows, sum);
                        }
                        if (last) {
                            finish(kernels, epilogue, c, cAt, cRowStride, rows, column, valid);
                        }
                    }
                }
            }
            k0 += block;
        } while (k0 < depth);
    }

    private static void turn(
            float[] a, int from, int rowStride, int depthStride, int rows, int depth, float[] workspace) {
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < depth; k++) {
                workspace[row * TURNED_STRIDE + k] = a[from + row * rowStride + k * depthStride];
            }
        }
    }

    private static void four(
            float[] a, int aAt, int aRowStride, float[] packed, int packedAt, int depth,
            float[] c, int cAt, int cRowStride, int rows, boolean sum) {
        if (rows == TILE_ROWS) {
            FourVectorTiles.six(a, aAt, aRowStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
            return;
        }
        int row = 0;
        for (; row + 2 <= rows; row += 2) {
            FourVectorTiles.two(
                    a, aAt + row * aRowStride, aRowStride, packed, packedAt, depth,
                    c, cAt + row * cRowStride, cRowStride, sum);
        }
        if (row < rows) {
            FourVectorTiles.one(
                    a, aAt + row * aRowStride, aRowStride, packed, packedAt, depth,
                    c, cAt + row * cRowStride, cRowStride, sum);
        }
    }

    private static void two(
            float[] a, int aAt, int aRowStride, float[] packed, int packedAt, int depth,
            float[] c, int cAt, int cRowStride, int rows, boolean sum) {
        if (rows == TILE_ROWS) {
            TwoVectorTiles.six(a, aAt, aRowStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
            return;
        }
        int row = 0;
        for (; row + 2 <= rows; row += 2) {
            TwoVectorTiles.two(
                    a, aAt + row * aRowStride, aRowStride, packed, packedAt, depth,
                    c, cAt + row * cRowStride, cRowStride, sum);
        }
        if (row < rows) {
            TwoVectorTiles.one(
                    a, aAt + row * aRowStride, aRowStride, packed, packedAt, depth,
                    c, cAt + row * cRowStride, cRowStride, sum);
        }
    }

    private static void narrow(
            float[] a, int aAt, int aRowStride, float[] packed, int packedAt, int depth,
            float[] c, int cAt, int cRowStride, int rows, int valid, boolean sum) {
        for (int column = 0; column < valid; column += L) {
            if (rows == TILE_ROWS) {
                OneVectorTiles.six(
                        a, aAt, aRowStride, packed, packedAt + column, depth,
                        c, cAt + column, cRowStride, valid - column, sum);
                continue;
            }
            for (int row = 0; row < rows; row++) {
                OneVectorTiles.one(
                        a, aAt + row * aRowStride, packed, packedAt + column, depth,
                        c, cAt + row * cRowStride + column, valid - column, sum);
            }
        }
    }

    private static void finish(
            Kernels kernels, Epilogue epilogue, float[] c, int cAt, int cRowStride, int rows, int column, int valid) {
        Activation activation = epilogue.activation();
        float[] scale = epilogue.scale();
        float[] shift = epilogue.shift();
        boolean rectify = activation == Activation.RELU;
        if (scale.length > 0 || shift.length > 0 || rectify) {
            scaleAndShift(scale, shift, rectify ? 0f : Float.NEGATIVE_INFINITY, c, cAt, cRowStride, rows, column, valid);
        }
        if (!rectify && activation != Activation.IDENTITY) {
            for (int row = 0; row < rows; row++) {
                int at = cAt + row * cRowStride;
                kernels.activate(activation, epilogue.slope(), c, at, c, at, valid);
            }
        }
    }

    /** {@code max(floor, c * scale + shift)}; adding -0 leaves every value as it is. */
    private static void scaleAndShift(
            float[] scale, float[] shift, float floor,
            float[] c, int cAt, int cRowStride, int rows, int column, int valid) {
        FloatVector least = FloatVector.broadcast(S, floor);
        for (int j = 0; j < valid; j += L) {
            VectorMask<Float> mask = S.indexInRange(j, valid);
            FloatVector factor =
                    scale.length > 0 ? FloatVector.fromArray(S, scale, column + j, mask) : FloatVector.broadcast(S, 1f);
            FloatVector addend =
                    shift.length > 0 ? FloatVector.fromArray(S, shift, column + j, mask) : FloatVector.broadcast(S, -0f);
            for (int row = 0; row < rows; row++) {
                int at = cAt + row * cRowStride + j;
                FloatVector value = FloatVector.fromArray(S, c, at, mask).fma(factor, addend);
                value.blend(least, value.compare(VectorOperators.LT, least)).intoArray(c, at, mask);
            }
        }
    }

    static void blockMoments(
            float[] x, int offset, int rowStride, int rows, int columns, double[] mean, double[] m2, int at) {
        for (int column = 0; column < columns; column += L) {
            VectorMask<Float> mask = S.indexInRange(column, columns);
            int first = offset + column;
            FloatVector shift = FloatVector.fromArray(S, x, first, mask);
            FloatVector sum = FloatVector.zero(S);
            FloatVector squares = FloatVector.zero(S);
            for (int row = 1; row < rows; row++) {
                FloatVector difference =
                        FloatVector.fromArray(S, x, first + row * rowStride, mask).sub(shift);
                sum = sum.add(difference);
                squares = difference.fma(difference, squares);
            }
            moments(shift, sum, squares, 0, rows, columns - column, mean, m2, at + column);
            moments(shift, sum, squares, 1, rows, columns - column - D.length(), mean, m2, at + column + D.length());
        }
    }

    private static void moments(
            FloatVector shift, FloatVector sum, FloatVector squares, int half,
            int rows, int valid, double[] mean, double[] m2, int at) {
        if (valid <= 0) {
            return;
        }
        VectorMask<Double> mask = D.indexInRange(0, valid);
        DoubleVector wideSum = (DoubleVector) sum.convertShape(VectorOperators.F2D, D, half);
        DoubleVector average = wideSum.div(rows);
        ((DoubleVector) shift.convertShape(VectorOperators.F2D, D, half)).add(average).intoArray(mean, at, mask);
        ((DoubleVector) squares.convertShape(VectorOperators.F2D, D, half))
                .sub(wideSum.mul(average))
                .max(0)
                .intoArray(m2, at, mask);
    }
}
