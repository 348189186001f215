package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernel.Products;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.BlockMoments;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;
import dev.evenkeel.kernels.vector.Lanes;
import dev.evenkeel.kernels.vector.VectorActivationFunctions;
import dev.evenkeel.kernels.vector.Widening;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product on packed panels: tiles of a few rows and one panel whose sums stay in registers
 * (Goto and van de Geijn 2008). A panel stays in the second-level cache while the rows of A pass by. The depth is cut into
 * the same blocks for every row, and sums rest in C between them, which changes no bit. Blocks of an A whose rows are not
 * contiguous are packed into the workspace.
 */
public final class VectorProducts implements Products {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    /** 512-bit machines and all of ARM's have 32 vector registers, others 16. */
    static final boolean MANY_REGISTERS =
            L >= 16 || System.getProperty("os.arch", "").equals("aarch64");

    private static final VectorActivationFunctions ACTIVATIONS = new VectorActivationFunctions();
    static final int PANEL_COLUMNS = (MANY_REGISTERS ? 4 : 2) * L;

    private static final boolean JDK_25 = Runtime.version().feature() >= 25;
    /**
     * Rows of a tile, and of one whose rows of A are packed. The compiler loads what multiplies all rows before it uses any of it, but
     * on JDK 25 not where each row has an address of its own: with 16 registers the sums of six rows would not all stay in them, and
     * take twice as long.
     */
    static final int TILE_ROWS = MANY_REGISTERS || JDK_25 ? 6 : 4;

    static final int PACKED_ROWS = MANY_REGISTERS ? 6 : 4;
    /** What both divide. */
    private static final int CUT_ROWS = MANY_REGISTERS ? 6 : 12;

    /**
     * So deep is a panel that stays in the second-level cache. On JDK 17 tiles deeper than 256 run at half their speed in most
     * processes.
     */
    private static final int DEPTH_BLOCK = JDK_25 ? 1024 : 256;

    private static final int ROW_BLOCK = 384;
    /** The same for an A that is packed, in blocks of so many floats. */
    private static final int PACKED_DEPTH = 512;

    static final int WORKSPACE_LENGTH = 1 << 14;
    /**
     * Panels that must share a packed block of A whose rows are contiguous: one address serves all rows of a tile, which makes
     * JDK 17 a tenth faster, and a third with 16 registers, and JDK 25 slower.
     */
    private static final int WORTH_PACKING = JDK_25 ? Integer.MAX_VALUE : 4;

    /** Floats left free before the panels: a large array's values start 16 bytes into a cache line, panels at the next. */
    static final int LEAD = 12;

    @Override
    public int panelColumns() {
        return PANEL_COLUMNS;
    }

    @Override
    public int tileRows() {
        return CUT_ROWS;
    }

    /** Rows of a tile that covers so many rows, or as many as it can. */
    static int wholeRows(int rows) {
        return !MANY_REGISTERS && rows <= 4 ? 4 : TILE_ROWS;
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
        return Math.addExact(LEAD, Math.multiplyExact(Math.multiplyExact(panels(columns), PANEL_COLUMNS), depth));
    }

    @Override
    public void pack(Matrix b, float[] packed, int panelFrom, int panelTo) {
        int depth = b.rows();
        for (int panel = panelFrom; panel < panelTo; panel++) {
            int column = panel * PANEL_COLUMNS;
            int valid = Math.min(PANEL_COLUMNS, b.columns() - column);
            int at = LEAD + column * depth;
            if (valid < PANEL_COLUMNS) {
                Arrays.fill(packed, at, at + PANEL_COLUMNS * depth, 0f);
            }
            if (b.columnStride() == 1) {
                for (int k = 0; k < depth; k++) {
                    System.arraycopy(b.values(), b.at(k) + column, packed, at + k * PANEL_COLUMNS, valid);
                }
            } else {
                packTransposed(b, column, valid, packed, at);
            }
        }
    }

    @Override
    public int packedAt(int rows, int row, int column) {
        return LEAD + (column / PANEL_COLUMNS * rows + row) * PANEL_COLUMNS + column % PANEL_COLUMNS;
    }

    private static void packTransposed(Matrix b, int column, int valid, float[] packed, int at) {
        int depth = b.rows();
        int columnStride = b.columnStride();
        int from = b.offset() + column * columnStride;
        int wholeDepth = b.rowStride() == 1 ? Lanes.bound(depth) : 0;
        int wholeColumns = b.rowStride() == 1 ? Lanes.bound(valid) : 0;
        for (int k = 0; k < wholeDepth; k += L) {
            for (int j = 0; j < wholeColumns; j += L) {
                int to = at + k * PANEL_COLUMNS + j;
                VectorTranspose.block(b.values(), from + j * columnStride + k, columnStride, packed, to, PANEL_COLUMNS);
            }
        }
        for (int j = 0; j < valid; j++) {
            packColumn(b, column + j, j < wholeColumns ? wholeDepth : 0, packed, at + j);
        }
    }

    private static void packColumn(Matrix b, int column, int depthFrom, float[] packed, int at) {
        float[] values = b.values();
        int from = b.offset() + column * b.columnStride();
        int depthStride = b.rowStride();
        int depth = b.rows();
        for (int k = depthFrom; k < depth; k++) {
            packed[at + k * PANEL_COLUMNS] = values[from + k * depthStride];
        }
    }

    @Override
    public void multiply(Product product, int rowFrom, int rowTo, int panelFrom, int panelTo, float[] workspace) {
        if (rowTo - rowFrom == 1) {
            multiplyPackedRow(product, rowFrom, panelFrom, panelTo);
            return;
        }
        float[] a = product.a().values();
        int aRowStride = product.a().rowStride();
        int aDepthStride = product.a().columnStride();
        float[] packed = product.packed();
        int depth = product.depth();
        int columns = product.columns();
        float[] c = product.c().values();
        int cRowStride = product.c().rowStride();
        boolean packs =
                workspace.length >= WORKSPACE_LENGTH && (aDepthStride != 1 || panelTo - panelFrom >= WORTH_PACKING);
        int maxBlock = packs ? PACKED_DEPTH : DEPTH_BLOCK;
        int depthBlocks = Math.max(1, (depth + maxBlock - 1) / maxBlock);
        int evenBlock = (depth + depthBlocks - 1) / depthBlocks;
        int rowBlock = packs ? WORKSPACE_LENGTH / Math.max(1, evenBlock) / PACKED_ROWS * PACKED_ROWS : ROW_BLOCK;
        Widening memory = Widening.lease(CUT_ROWS * L);
        int k0 = 0;
        do {
            int block = Math.min(evenBlock, depth - k0);
            boolean sum = product.adds() || k0 > 0;
            boolean last = k0 + block == depth;
            for (int i0 = rowFrom; i0 < rowTo; i0 += rowBlock) {
                int i1 = Math.min(rowTo, i0 + rowBlock);
                int from = product.a().at(i0) + k0 * aDepthStride;
                int packedRows = packs ? (i1 - i0) / PACKED_ROWS * PACKED_ROWS : 0;
                for (int row = 0; row < packedRows; row += PACKED_ROWS) {
                    packTile(a, from + row * aRowStride, aRowStride, aDepthStride, block, workspace, row * block);
                }
                for (int panel = panelFrom; panel < panelTo; panel++) {
                    int column = panel * PANEL_COLUMNS;
                    int valid = Math.min(PANEL_COLUMNS, columns - column);
                    int packedAt = LEAD + column * depth + k0 * PANEL_COLUMNS;
                    int rows;
                    for (int row = 0; row < i1 - i0; row += rows) {
                        rows = row < packedRows ? PACKED_ROWS : Math.min(TILE_ROWS, i1 - i0 - row);
                        int cAt = product.c().at(i0 + row) + column;
                        if (row < packedRows) {
                            PanelTiles.packed(
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
                            PanelTiles.multiply(
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
                            finish(product.epilogue(), c, cAt, cRowStride, rows, column, valid);
                        }
                    }
                }
            }
            k0 += block;
        } while (k0 < depth);
        memory.release();
    }

    private static void multiplyPackedRow(Product product, int row, int panelFrom, int panelTo) {
        int depth = product.depth();
        Widening memory = Widening.lease(L);
        int k0 = 0;
        do {
            int block = Math.min(DEPTH_BLOCK, depth - k0);
            boolean sum = product.adds() || k0 > 0;
            RowTiles.multiplyPacked(product, row, panelFrom, panelTo, k0, block, sum, memory.first);
            k0 += block;
        } while (k0 < depth);
        memory.release();
        int column = panelFrom * PANEL_COLUMNS;
        int columns = Math.min(product.columns(), panelTo * PANEL_COLUMNS) - column;
        finishRow(product.epilogue(), product.c().values(), product.c().at(row) + column, column, columns);
    }

    @Override
    public void multiplyRow(Product product, Matrix b, int columnFrom, int columnTo) {
        Matrix a = product.a();
        float[] c = product.c().values();
        int at = product.c().at(0) + columnFrom;
        int columns = columnTo - columnFrom;
        if (!product.adds()) {
            Arrays.fill(c, at, at + columns, 0f);
        }
        int bAt = b.offset() + columnFrom;
        RowTiles.multiply(
                a.values(), a.offset(), a.columnStride(), b.values(), bAt, b.rowStride(), a.columns(), c, at, columns);
        finishRow(product.epilogue(), c, at, columnFrom, columns);
    }

    @Override
    public void multiplyNarrow(Product product, int rowFrom, int rowTo) {
        float[] a = product.a().values();
        int aRowStride = product.a().rowStride();
        int aDepthStride = product.a().columnStride();
        float[] packed = product.packed();
        int depth = product.depth();
        float[] c = product.c().values();
        int cRowStride = product.c().rowStride();
        Widening memory = Widening.lease(NarrowTiles.ROWS * L);
        int rows;
        for (int row = rowFrom; row < rowTo; row += rows) {
            rows = rowTo - row < NarrowTiles.ROWS ? 1 : NarrowTiles.ROWS;
            int aAt = product.a().at(row);
            int cAt = product.c().at(row);
            for (int column = 0; column < product.columns(); column += L) {
                int valid = Math.min(L, product.columns() - column);
                if (rows == 1) {
                    NarrowTiles.one(a, aAt, aDepthStride, packed, column * depth, depth, memory.first);
                } else {
                    NarrowTiles.three(a, aAt, aRowStride, aDepthStride, packed, column * depth, depth, memory.first);
                }
                for (int i = 0; i < rows; i++) {
                    System.arraycopy(memory.first, i * L, c, cAt + i * cRowStride + column, valid);
                }
                finish(product.epilogue(), c, cAt + column, cRowStride, rows, column, valid);
            }
        }
        memory.release();
    }

    private static void packTile(
            float[] a, int from, int rowStride, int depthStride, int depth, float[] workspace, int at) {
        for (int k = 0; k < depth; k++) {
            int source = from + k * depthStride;
            int target = at + k * PACKED_ROWS;
            for (int row = 0; row < PACKED_ROWS; row++) {
                workspace[target + row] = a[source + row * rowStride];
            }
        }
    }

    private static void finish(Epilogue epilogue, float[] c, int cAt, int cRowStride, int rows, int column, int valid) {
        Activation activation = epilogue.activation();
        boolean rectify = activation == Activation.RELU;
        if (epilogue.shift().length > 0 || rectify) {
            shift(epilogue, c, cAt, cRowStride, rows, epilogue.at() + column, valid);
        }
        if (!rectify && activation != Activation.IDENTITY) {
            for (int row = 0; row < rows; row++) {
                int at = cAt + row * cRowStride;
                ACTIVATIONS.apply(activation, epilogue.slope(), c, at, c, at, valid);
            }
        }
    }

    static void finishRow(Epilogue epilogue, float[] c, int at, int column, int valid) {
        finish(epilogue, c, at, 0, 1, column, valid);
    }

    /** {@code c + shift}, and the ReLU of it if there is one; adding -0 leaves every value as it is. */
    private static void shift(Epilogue epilogue, float[] c, int cAt, int cRowStride, int rows, int column, int valid) {
        float[] shift = epilogue.shift();
        float floor = epilogue.activation() == Activation.RELU ? 0f : Float.NEGATIVE_INFINITY;
        FloatVector least = FloatVector.broadcast(S, floor);
        for (int j = 0; j < valid; j += L) {
            VectorMask<Float> mask = S.indexInRange(j, valid);
            FloatVector addend = shift.length > 0
                    ? FloatVector.fromArray(S, shift, column + j, mask)
                    : FloatVector.broadcast(S, -0f);
            for (int row = 0; row < rows; row++) {
                int at = cAt + row * cRowStride + j;
                FloatVector value = FloatVector.fromArray(S, c, at, mask).add(addend);
                value.blend(least, value.compare(VectorOperators.LT, least)).intoArray(c, at, mask);
            }
        }
    }

    @Override
    public void blockMoments(
            Matrix c, int rowFrom, int rowTo, int columnFrom, int columnTo, BlockMoments moments, int at) {
        float[] x = c.values();
        int from = c.at(rowFrom) + columnFrom;
        int rows = rowTo - rowFrom;
        int columns = columnTo - columnFrom;
        Widening memory = Widening.lease(columns);
        for (int column = 0; column < columns; column += L) {
            excess(x, from + column, c.rowStride(), rows, columns - column, memory, column);
        }
        double[] mean = moments.means();
        double[] m2 = moments.m2s();
        for (int column = 0; column < columns; column++) {
            double sum = memory.first[column];
            double average = sum / rows;
            mean[at + column] = x[from + column] + average;
            m2[at + column] = Math.max(0, memory.second[column] - sum * average);
        }
        memory.release();
    }

    /** Sums of what exceeds the first row, and of its squares. */
    private static void excess(float[] x, int from, int rowStride, int rows, int valid, Widening memory, int at) {
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
        sum.intoArray(memory.first, at, mask);
        square.intoArray(memory.second, at, mask);
    }
}
