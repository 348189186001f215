package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernel.GatheredProducts;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.GatheredProduct;
import dev.evenkeel.kernels.vector.Lanes;
import dev.evenkeel.kernels.vector.VectorActivationFunctions;
import java.util.Arrays;

/**
 * The product whose A is read through tables of offsets: tiles as many rows high as their width leaves registers for. Rows
 * and columns left over go through a tile of the workspace, so every element is the same chain over the depth.
 */
public final class VectorGatheredProducts implements GatheredProducts {
    private static final int L = Lanes.COUNT;
    private static final VectorActivationFunctions ACTIVATIONS = new VectorActivationFunctions();
    private static final Epilogue UNCHANGED = new Epilogue();
    private static final boolean MANY_REGISTERS = VectorProducts.MANY_REGISTERS;

    static final int PANEL_COLUMNS = VectorProducts.PANEL_COLUMNS;
    /** How much of the depth one sweep over the rows takes: what it reads of B stays in the second cache. */
    private static final int DEPTH_BLOCK = 1024;

    /** Shorter runs of depths do not repay a tile of their own. */
    private static final int SHORT_RUN = 12;

    private static final int MAX_TILE_ROWS = 16;

    /** Where the workspace holds what is added to the columns of a panel, behind a tile. */
    static final int SHIFT_AT = MAX_TILE_ROWS * PANEL_COLUMNS;

    static final int WORKSPACE_LENGTH = SHIFT_AT + PANEL_COLUMNS;

    private static final int[] TILE_OFFSETS = tileOffsets();

    private static int[] tileOffsets() {
        int[] offsets = new int[MAX_TILE_ROWS];
        for (int row = 0; row < offsets.length; row++) {
            offsets[row] = row * PANEL_COLUMNS;
        }
        return offsets;
    }

    @Override
    public int workspaceLength() {
        return WORKSPACE_LENGTH;
    }

    @Override
    public int packedColumns(int columns) {
        return (columns + L - 1) / L * L;
    }

    @Override
    public int packedAt(int rows, int columns, int row, int column) {
        int panel = column / PANEL_COLUMNS * PANEL_COLUMNS;
        int pitch = Math.min(PANEL_COLUMNS, packedColumns(columns - panel));
        return panel * rows + row * pitch + column - panel;
    }

    static int tileRows(int vectors) {
        if (!MANY_REGISTERS) {
            return vectors == 2 ? 6 : 12;
        }
        return switch (vectors) {
            case 4 -> 6;
            case 3 -> 8;
            case 2 -> 12;
            default -> 16;
        };
    }

    @Override
    public void multiply(GatheredProduct product) {
        int depth = product.depth();
        int depthBlocks = Math.max(1, (depth + DEPTH_BLOCK - 1) / DEPTH_BLOCK);
        int evenBlock = (depth + depthBlocks - 1) / depthBlocks;
        for (int column = product.firstColumn(); column < product.columns(); column += PANEL_COLUMNS) {
            int from = 0;
            do {
                int to = Math.min(depth, from + evenBlock);
                multiplyPanel(product, column, from, to);
                from = to;
            } while (from < depth);
        }
    }

    /** All rows of one panel, for the depth {@code [from, to)}. */
    private static void multiplyPanel(GatheredProduct product, int column, int from, int to) {
        float[] a = product.a();
        int aAt = product.aAt();
        int[] aRows = product.gather().rows();
        int[] aDepths = product.gather().depths();
        float[] b = product.b();
        int bAt = bAt(product, column);
        float[] c = product.c();
        int cAt = product.cAt() + column;
        int[] cRows = product.gather().results();
        float[] workspace = product.workspace();
        int last = product.rows() - 1;
        int valid = Math.min(PANEL_COLUMNS, product.columns() - column);
        int vectors = (valid + L - 1) / L;
        int tileRows = tileRows(vectors);
        int bPitch = product.isPacked() ? vectors * L : product.bPitch();
        boolean byRuns = product.isPacked() && hasLongRuns(product);
        boolean sum = product.adds() || from > 0;
        Epilogue epilogue = product.epilogue();
        boolean finishes = to == product.depth() && epilogue.changes();
        keepShift(finishes ? epilogue : UNCHANGED, column, valid, workspace);
        float floor = finishes && epilogue.activation() == Activation.RELU ? 0f : Float.NEGATIVE_INFINITY;
        boolean byLines = !byRuns && !sum && valid == 2 * L && ThreeByThreeTiles.fits(aDepths, product.depth());
        int rows;
        for (int row = product.firstRow(); row <= last; row += rows) {
            rows = byLines ? byLines(product, column, row, floor) : 0;
            if (rows == 0) {
                rows = Math.min(tileRows, last + 1 - row);
                boolean whole = rows == tileRows && valid == vectors * L;
                float[] tile = whole ? c : workspace;
                int tileAt = whole ? cAt : 0;
                int[] tileRowsAt = whole ? cRows : TILE_OFFSETS;
                int tileRow = whole ? row : 0;
                if (sum && !whole) {
                    copyIn(c, cAt, cRows, row, rows, valid, workspace);
                }
                if (byRuns) {
                    RunTiles.multiply(
                            vectors,
                            a,
                            aAt,
                            aRows,
                            row,
                            last,
                            product.gather(),
                            from,
                            to,
                            b,
                            bAt,
                            tile,
                            tileAt,
                            tileRowsAt,
                            tileRow,
                            sum,
                            workspace,
                            floor);
                } else {
                    GatheredTiles.multiply(
                            vectors,
                            a,
                            aAt,
                            aRows,
                            row,
                            last,
                            aDepths,
                            from,
                            to,
                            b,
                            bAt,
                            bPitch,
                            tile,
                            tileAt,
                            tileRowsAt,
                            tileRow,
                            sum,
                            workspace,
                            floor);
                }
                if (!whole) {
                    copyOut(workspace, c, cAt, cRows, row, rows, valid);
                }
            }
            if (finishes) {
                activate(epilogue, c, cAt, cRows, row, rows, valid);
            }
        }
    }

    private static boolean hasLongRuns(GatheredProduct product) {
        int runs = product.gather().runEnds().length;
        return runs > 0 && runs * SHORT_RUN <= product.depth();
    }

    private static int bAt(GatheredProduct product, int column) {
        return product.bAt() + (product.isPacked() ? column * product.depth() : column);
    }

    /** How many rows from {@code row} on went line by line. */
    private static int byLines(GatheredProduct product, int column, int row, float floor) {
        return ThreeByThreeTiles.rows(
                product.a(),
                product.aAt(),
                product.gather().rows(),
                row,
                product.rows() - 1,
                product.gather().depths(),
                product.b(),
                bAt(product, column),
                product.isPacked() ? 2 * L : product.bPitch(),
                product.c(),
                product.cAt() + column,
                product.gather().results(),
                product.workspace(),
                floor);
    }

    /** Adding -0 leaves every value as it is. */
    private static void keepShift(Epilogue epilogue, int column, int valid, float[] workspace) {
        Arrays.fill(workspace, SHIFT_AT, SHIFT_AT + PANEL_COLUMNS, -0f);
        if (epilogue.shift().length > 0) {
            System.arraycopy(epilogue.shift(), epilogue.at() + column, workspace, SHIFT_AT, valid);
        }
    }

    private static void activate(Epilogue epilogue, float[] c, int cAt, int[] cRows, int row, int rows, int valid) {
        Activation activation = epilogue.activation();
        if (activation == Activation.RELU || activation == Activation.IDENTITY) {
            return;
        }
        for (int i = row; i < row + rows; i++) {
            int at = cAt + cRows[i];
            ACTIVATIONS.apply(activation, epilogue.slope(), c, at, c, at, valid);
        }
    }

    private static void copyIn(float[] c, int cAt, int[] cRows, int row, int rows, int valid, float[] workspace) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(c, cAt + cRows[row + i], workspace, TILE_OFFSETS[i], valid);
        }
    }

    private static void copyOut(float[] workspace, float[] c, int cAt, int[] cRows, int row, int rows, int valid) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(workspace, TILE_OFFSETS[i], c, cAt + cRows[row + i], valid);
        }
    }
}
