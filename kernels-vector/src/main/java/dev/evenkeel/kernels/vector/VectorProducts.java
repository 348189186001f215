package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Epilogue;
import dev.evenkeel.kernel.Products;
import dev.evenkeel.kernel.Start;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product on packed panels: tiles of {@value #TILE_ROWS} rows and one panel whose sums stay in registers
 * (Goto and van de Geijn 2008). The depth is cut into the same blocks for every row, and sums rest in C between them,
 * which changes no bit. Where it pays, blocks of A are packed into the workspace.
 */
final class VectorProducts implements Products {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    /** 512-bit machines and all of ARM's have 32 vector registers, others 16. */
    static final boolean MANY_REGISTERS =
            L >= 16 || System.getProperty("os.arch", "").equals("aarch64");

    private static final VectorActivations ACTIVATIONS = new VectorActivations();
    static final int PANEL_COLUMNS = (MANY_REGISTERS ? 4 : 2) * L;
    static final int TILE_ROWS = 6;

    private static final int DEPTH_BLOCK = 256;
    private static final int ROW_BLOCK = 10 * TILE_ROWS;
    /** Panels that must share a packed tile of A to pay for it; below, its rows are read as they lie. */
    private static final int WORTH_PACKING = 4;
    /** Floats left free before the panels: a large array's values start 16 bytes into a cache line, panels at the next. */
    private static final int LEAD = 12;

    static final int WORKSPACE_LENGTH = ROW_BLOCK * DEPTH_BLOCK;

    @Override
    public int panelColumns() {
        return PANEL_COLUMNS;
    }

    @Override
    public int tileRows() {
        return TILE_ROWS;
    }

    @Override
    public int workspaceLength() {
        return WORKSPACE_LENGTH;
    }

    @Override
    public void finish(Epilogue epilogue, float[] c, int at, int columns) {
        finishRow(epilogue, c, at, 0, columns);
    }

    @Override
    public int packedLength(int depth, int columns) {
        int panels = (columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
        return Math.addExact(LEAD, Math.multiplyExact(Math.multiplyExact(panels, PANEL_COLUMNS), depth));
    }

    @Override
    public void pack(
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
            int at = LEAD + column * depth;
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
        int wholeDepth = depthStride == 1 ? Lanes.bound(depth) : 0;
        int wholeColumns = depthStride == 1 ? Lanes.bound(valid) : 0;
        for (int k = 0; k < wholeDepth; k += L) {
            for (int j = 0; j < wholeColumns; j += L) {
                VectorTranspose.block(
                        b,
                        from + j * columnStride + k,
                        columnStride,
                        packed,
                        at + k * PANEL_COLUMNS + j,
                        PANEL_COLUMNS);
            }
        }
        packElements(b, from, depthStride, columnStride, wholeDepth, depth, 0, wholeColumns, packed, at);
        packElements(b, from, depthStride, columnStride, 0, depth, wholeColumns, valid, packed, at);
    }

    private static void packElements(
            float[] b,
            int from,
            int depthStride,
            int columnStride,
            int depthFrom,
            int depthTo,
            int columnFrom,
            int columnTo,
            float[] packed,
            int at) {
        for (int j = columnFrom; j < columnTo; j++) {
            int source = from + j * columnStride;
            for (int k = depthFrom; k < depthTo; k++) {
                packed[at + k * PANEL_COLUMNS + j] = b[source + k * depthStride];
            }
        }
    }

    /** As {@link Products#multiply}; {@code kernels} compute the activations that are not fused here. */
    @Override
    public void multiply(
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
            Start start,
            Epilogue epilogue,
            int rowFrom,
            int rowTo,
            int panelFrom,
            int panelTo,
            float[] workspace) {
        boolean packs =
                workspace.length >= WORKSPACE_LENGTH && (aDepthStride != 1 || panelTo - panelFrom >= WORTH_PACKING);
        int depthBlocks = Math.max(1, (depth + DEPTH_BLOCK - 1) / DEPTH_BLOCK);
        int evenBlock = (depth + depthBlocks - 1) / depthBlocks;
        Widening memory = Widening.lease(TILE_ROWS * L);
        int k0 = 0;
        do {
            int block = Math.min(evenBlock, depth - k0);
            boolean sum = start == Start.SUM || k0 > 0;
            boolean last = k0 + block == depth;
            for (int i0 = rowFrom; i0 < rowTo; i0 += ROW_BLOCK) {
                int i1 = Math.min(rowTo, i0 + ROW_BLOCK);
                int from = aOffset + i0 * aRowStride + k0 * aDepthStride;
                int packedRows = packs ? (i1 - i0) / TILE_ROWS * TILE_ROWS : 0;
                for (int row = 0; row < packedRows; row += TILE_ROWS) {
                    packTile(a, from + row * aRowStride, aRowStride, aDepthStride, block, workspace, row * block);
                }
                for (int panel = panelFrom; panel < panelTo; panel++) {
                    int column = panel * PANEL_COLUMNS;
                    int valid = Math.min(PANEL_COLUMNS, columns - column);
                    int packedAt = LEAD + column * depth + k0 * PANEL_COLUMNS;
                    for (int row = 0; row < i1 - i0; row += TILE_ROWS) {
                        int rows = Math.min(TILE_ROWS, i1 - i0 - row);
                        int cAt = cOffset + (i0 + row) * cRowStride + column;
                        if (row < packedRows) {
                            packedTile(
                                    workspace,
                                    row * block,
                                    packed,
                                    packedAt,
                                    block,
                                    c,
                                    cAt,
                                    cRowStride,
                                    valid,
                                    sum,
                                    memory.first);
                        } else {
                            tile(
                                    a,
                                    from + row * aRowStride,
                                    aRowStride,
                                    aDepthStride,
                                    packed,
                                    packedAt,
                                    block,
                                    c,
                                    cAt,
                                    cRowStride,
                                    rows,
                                    valid,
                                    sum,
                                    memory.first);
                        }
                        if (last) {
                            finish(epilogue, c, cAt, cRowStride, rows, column, valid);
                        }
                    }
                }
            }
            k0 += block;
        } while (k0 < depth);
        memory.release();
    }

    private static void packTile(
            float[] a, int from, int rowStride, int depthStride, int depth, float[] workspace, int at) {
        int from1 = from + rowStride;
        int from2 = from1 + rowStride;
        int from3 = from2 + rowStride;
        int from4 = from3 + rowStride;
        int from5 = from4 + rowStride;
        for (int k = 0; k < depth; k++) {
            int source = k * depthStride;
            int target = at + k * TILE_ROWS;
            workspace[target] = a[from + source];
            workspace[target + 1] = a[from1 + source];
            workspace[target + 2] = a[from2 + source];
            workspace[target + 3] = a[from3 + source];
            workspace[target + 4] = a[from4 + source];
            workspace[target + 5] = a[from5 + source];
        }
    }

    private static void packedTile(
            float[] a,
            int aAt,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            int cRowStride,
            int valid,
            boolean sum,
            float[] beside) {
        if (valid < PANEL_COLUMNS) {
            OneVectorTiles.multiply(
                    a, aAt, 1, TILE_ROWS, packed, packedAt, depth, c, cAt, cRowStride, TILE_ROWS, valid, sum, beside);
        } else if (MANY_REGISTERS) {
            FourVectorTiles.sixPacked(a, aAt, packed, packedAt, depth, c, cAt, cRowStride, sum);
        } else {
            TwoVectorTiles.sixPacked(a, aAt, packed, packedAt, depth, c, cAt, cRowStride, sum);
        }
    }

    private static void tile(
            float[] a,
            int aAt,
            int aRowStride,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            int cRowStride,
            int rows,
            int valid,
            boolean sum,
            float[] beside) {
        if (valid < PANEL_COLUMNS) {
            OneVectorTiles.multiply(
                    a,
                    aAt,
                    aRowStride,
                    aDepthStride,
                    packed,
                    packedAt,
                    depth,
                    c,
                    cAt,
                    cRowStride,
                    rows,
                    valid,
                    sum,
                    beside);
        } else if (rows == TILE_ROWS && aDepthStride == 1) {
            if (MANY_REGISTERS) {
                FourVectorTiles.six(a, aAt, aRowStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
            } else {
                TwoVectorTiles.six(a, aAt, aRowStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
            }
        } else {
            fewRows(a, aAt, aRowStride, aDepthStride, packed, packedAt, depth, c, cAt, cRowStride, rows, sum);
        }
    }

    private static void fewRows(
            float[] a,
            int aAt,
            int aRowStride,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            int cRowStride,
            int rows,
            boolean sum) {
        int row = 0;
        for (; row + 2 <= rows; row += 2) {
            int aFrom = aAt + row * aRowStride;
            int cFrom = cAt + row * cRowStride;
            if (MANY_REGISTERS) {
                FourVectorTiles.two(
                        a, aFrom, aRowStride, aDepthStride, packed, packedAt, depth, c, cFrom, cRowStride, sum);
            } else {
                TwoVectorTiles.two(
                        a, aFrom, aRowStride, aDepthStride, packed, packedAt, depth, c, cFrom, cRowStride, sum);
            }
        }
        if (row < rows) {
            int aFrom = aAt + row * aRowStride;
            int cFrom = cAt + row * cRowStride;
            if (MANY_REGISTERS) {
                FourVectorTiles.one(a, aFrom, aDepthStride, packed, packedAt, depth, c, cFrom, sum);
            } else {
                TwoVectorTiles.one(a, aFrom, aDepthStride, packed, packedAt, depth, c, cFrom, sum);
            }
        }
    }

    private static void finish(Epilogue epilogue, float[] c, int cAt, int cRowStride, int rows, int column, int valid) {
        Activation activation = epilogue.activation();
        float[] scale = epilogue.scale();
        float[] shift = epilogue.shift();
        boolean rectify = activation == Activation.RELU;
        if (scale.length > 0 || shift.length > 0 || rectify) {
            scaleAndShift(
                    scale,
                    shift,
                    rectify ? 0f : Float.NEGATIVE_INFINITY,
                    c,
                    cAt,
                    cRowStride,
                    rows,
                    epilogue.at() + column,
                    valid);
        }
        if (!rectify && activation != Activation.IDENTITY) {
            for (int row = 0; row < rows; row++) {
                int at = cAt + row * cRowStride;
                ACTIVATIONS.apply(activation, epilogue.slope(), c, at, c, at, valid);
            }
        }
    }

    static void finishRow(Epilogue epilogue, float[] c, int at, int column, int valid) {
        boolean rectify = epilogue.activation() == Activation.RELU;
        if (epilogue.scale().length > 0 || epilogue.shift().length > 0 || rectify) {
            float least = rectify ? 0f : Float.NEGATIVE_INFINITY;
            scaleAndShift(epilogue.scale(), epilogue.shift(), least, c, at, 0, 1, epilogue.at() + column, valid);
        }
        if (!rectify && epilogue.activation() != Activation.IDENTITY) {
            ACTIVATIONS.apply(epilogue.activation(), epilogue.slope(), c, at, c, at, valid);
        }
    }

    /** {@code max(floor, c * scale + shift)}; adding -0 leaves every value as it is. */
    static void scaleAndShift(
            float[] scale,
            float[] shift,
            float floor,
            float[] c,
            int cAt,
            int cRowStride,
            int rows,
            int column,
            int valid) {
        FloatVector least = FloatVector.broadcast(S, floor);
        for (int j = 0; j < valid; j += L) {
            VectorMask<Float> mask = S.indexInRange(j, valid);
            FloatVector factor =
                    scale.length > 0 ? FloatVector.fromArray(S, scale, column + j, mask) : FloatVector.broadcast(S, 1f);
            FloatVector addend = shift.length > 0
                    ? FloatVector.fromArray(S, shift, column + j, mask)
                    : FloatVector.broadcast(S, -0f);
            for (int row = 0; row < rows; row++) {
                int at = cAt + row * cRowStride + j;
                FloatVector value = FloatVector.fromArray(S, c, at, mask).fma(factor, addend);
                value.blend(least, value.compare(VectorOperators.LT, least)).intoArray(c, at, mask);
            }
        }
    }

    @Override
    public void blockMoments(
            float[] x, int offset, int rowStride, int rows, int columns, double[] mean, double[] m2, int at) {
        Widening memory = Widening.lease(columns);
        for (int column = 0; column < columns; column += L) {
            excess(x, offset + column, rowStride, rows, columns - column, memory.first, memory.second, column);
        }
        for (int column = 0; column < columns; column++) {
            double sum = memory.first[column];
            double average = sum / rows;
            mean[at + column] = x[offset + column] + average;
            m2[at + column] = Math.max(0, memory.second[column] - sum * average);
        }
        memory.release();
    }

    /** Sums of what exceeds the first row, and of its squares. */
    private static void excess(
            float[] x, int from, int rowStride, int rows, int valid, float[] sums, float[] squares, int at) {
        VectorMask<Float> mask = S.indexInRange(0, valid);
        FloatVector shift = FloatVector.fromArray(S, x, from, mask);
        FloatVector sum = FloatVector.zero(S);
        FloatVector square = FloatVector.zero(S);
        for (int row = 1; row < rows; row++) {
            FloatVector difference =
                    FloatVector.fromArray(S, x, from + row * rowStride, mask).sub(shift);
            sum = sum.add(difference);
            square = difference.fma(difference, square);
        }
        sum.intoArray(sums, at, mask);
        square.intoArray(squares, at, mask);
    }
}
