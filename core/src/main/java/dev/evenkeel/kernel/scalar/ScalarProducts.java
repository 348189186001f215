package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.Products;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.BlockMoments;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;
import java.util.Arrays;

/** The matrix product in plain Java: tiles of two rows and four columns whose sums stay in registers. */
final class ScalarProducts implements Products {
    static final int PANEL_COLUMNS = 4;
    static final int TILE_ROWS = 2;

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
        return 0;
    }

    @Override
    public int packedLength(int depth, int columns) {
        return Math.multiplyExact(Math.multiplyExact(panels(columns), PANEL_COLUMNS), depth);
    }

    @Override
    public void pack(Matrix b, float[] packed, int panelFrom, int panelTo) {
        int depth = b.rows();
        for (int panel = panelFrom; panel < panelTo; panel++) {
            int column = panel * PANEL_COLUMNS;
            int valid = Math.min(PANEL_COLUMNS, b.columns() - column);
            int at = column * depth;
            for (int k = 0; k < depth; k++) {
                int from = b.at(k) + column * b.columnStride();
                for (int j = 0; j < PANEL_COLUMNS; j++) {
                    packed[at + k * PANEL_COLUMNS + j] = j < valid ? b.values()[from + j * b.columnStride()] : 0f;
                }
            }
        }
    }

    @Override
    public int packedAt(int rows, int row, int column) {
        return (column / PANEL_COLUMNS * rows + row) * PANEL_COLUMNS + column % PANEL_COLUMNS;
    }

    @Override
    public void multiply(Product product, int rowFrom, int rowTo, int panelFrom, int panelTo, float[] workspace) {
        Matrix c = product.c();
        for (int panel = panelFrom; panel < panelTo; panel++) {
            int column = panel * PANEL_COLUMNS;
            int valid = Math.min(PANEL_COLUMNS, product.columns() - column);
            int row = rowFrom;
            for (; row + TILE_ROWS <= rowTo; row += TILE_ROWS) {
                twoRows(product, row, column, valid);
            }
            if (row < rowTo) {
                oneRow(product, row, column, valid);
            }
            for (row = rowFrom; row < rowTo; row++) {
                finish(product.epilogue(), c.values(), c.at(row) + column, column, valid);
            }
        }
    }

    private static void twoRows(Product product, int row, int column, int valid) {
        float[] a = product.a().values();
        float[] packed = product.packed();
        float[] c = product.c().values();
        int aAt = product.a().at(row);
        int aBelow = product.a().at(row + 1);
        int aDepthStride = product.a().columnStride();
        int depth = product.depth();
        int packedAt = column * depth;
        int cAt = product.c().at(row) + column;
        int below = product.c().at(row + 1) + column;
        boolean sum = product.adds();
        float s00 = sum ? c[cAt] : 0f;
        float s01 = sum && valid > 1 ? c[cAt + 1] : 0f;
        float s02 = sum && valid > 2 ? c[cAt + 2] : 0f;
        float s03 = sum && valid > 3 ? c[cAt + 3] : 0f;
        float s10 = sum ? c[below] : 0f;
        float s11 = sum && valid > 1 ? c[below + 1] : 0f;
        float s12 = sum && valid > 2 ? c[below + 2] : 0f;
        float s13 = sum && valid > 3 ? c[below + 3] : 0f;
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL_COLUMNS;
            float x0 = a[aAt + k * aDepthStride];
            float x1 = a[aBelow + k * aDepthStride];
            s00 = Math.fma(x0, packed[at], s00);
            s01 = Math.fma(x0, packed[at + 1], s01);
            s02 = Math.fma(x0, packed[at + 2], s02);
            s03 = Math.fma(x0, packed[at + 3], s03);
            s10 = Math.fma(x1, packed[at], s10);
            s11 = Math.fma(x1, packed[at + 1], s11);
            s12 = Math.fma(x1, packed[at + 2], s12);
            s13 = Math.fma(x1, packed[at + 3], s13);
        }
        store(c, cAt, valid, s00, s01, s02, s03);
        store(c, below, valid, s10, s11, s12, s13);
    }

    private static void oneRow(Product product, int row, int column, int valid) {
        float[] a = product.a().values();
        float[] packed = product.packed();
        float[] c = product.c().values();
        int aAt = product.a().at(row);
        int aDepthStride = product.a().columnStride();
        int depth = product.depth();
        int packedAt = column * depth;
        int cAt = product.c().at(row) + column;
        boolean sum = product.adds();
        float s0 = sum ? c[cAt] : 0f;
        float s1 = sum && valid > 1 ? c[cAt + 1] : 0f;
        float s2 = sum && valid > 2 ? c[cAt + 2] : 0f;
        float s3 = sum && valid > 3 ? c[cAt + 3] : 0f;
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL_COLUMNS;
            float x = a[aAt + k * aDepthStride];
            s0 = Math.fma(x, packed[at], s0);
            s1 = Math.fma(x, packed[at + 1], s1);
            s2 = Math.fma(x, packed[at + 2], s2);
            s3 = Math.fma(x, packed[at + 3], s3);
        }
        store(c, cAt, valid, s0, s1, s2, s3);
    }

    private static void store(float[] c, int at, int valid, float s0, float s1, float s2, float s3) {
        c[at] = s0;
        if (valid > 1) {
            c[at + 1] = s1;
        }
        if (valid > 2) {
            c[at + 2] = s2;
        }
        if (valid > 3) {
            c[at + 3] = s3;
        }
    }

    @Override
    public void multiplyRow(Product product, Matrix b, int columnFrom, int columnTo) {
        Matrix a = product.a();
        float[] c = product.c().values();
        int at = product.c().at(0);
        if (!product.adds()) {
            Arrays.fill(c, at + columnFrom, at + columnTo, 0f);
        }
        for (int k = 0; k < product.depth(); k++) {
            float x = a.values()[a.offset() + k * a.columnStride()];
            for (int column = columnFrom; column < columnTo; column++) {
                c[at + column] = Math.fma(x, b.values()[b.at(k) + column], c[at + column]);
            }
        }
        finish(product.epilogue(), c, at + columnFrom, columnFrom, columnTo - columnFrom);
    }

    @Override
    public void multiplyNarrow(Product product, int rowFrom, int rowTo) {
        float[] c = product.c().values();
        for (int row = rowFrom; row < rowTo; row++) {
            int at = product.c().at(row);
            for (int column = 0; column < product.columns(); column++) {
                c[at + column] = narrowSum(product, row, column * product.depth());
            }
            finish(product.epilogue(), c, at, 0, product.columns());
        }
    }

    private static float narrowSum(Product product, int row, int packedAt) {
        float[] a = product.a().values();
        float[] packed = product.packed();
        int aAt = product.a().at(row);
        int stride = product.a().columnStride();
        int depth = product.depth();
        int whole = depth & -CHAINS;
        float s0 = 0f;
        float s1 = 0f;
        float s2 = 0f;
        float s3 = 0f;
        for (int k = 0; k < whole; k += CHAINS) {
            int from = aAt + k * stride;
            s0 = Math.fma(a[from], packed[packedAt + k], s0);
            s1 = Math.fma(a[from + stride], packed[packedAt + k + 1], s1);
            s2 = Math.fma(a[from + 2 * stride], packed[packedAt + k + 2], s2);
            s3 = Math.fma(a[from + 3 * stride], packed[packedAt + k + 3], s3);
        }
        float sum = (s0 + s1) + (s2 + s3);
        for (int k = whole; k < depth; k++) {
            sum = Math.fma(a[aAt + k * stride], packed[packedAt + k], sum);
        }
        return sum;
    }

    @Override
    public void finish(Epilogue epilogue, float[] c, int at, int columns) {
        finish(epilogue, c, at, 0, columns);
    }

    static void finish(Epilogue epilogue, float[] c, int at, int panelColumn, int valid) {
        int column = epilogue.at() + panelColumn;
        float[] shift = epilogue.shift();
        if (shift.length > 0) {
            for (int j = 0; j < valid; j++) {
                c[at + j] += shift[column + j];
            }
        }
        if (epilogue.activation() != Activation.IDENTITY) {
            ScalarKernels.kernels().activations().apply(epilogue.activation(), epilogue.slope(), c, at, c, at, valid);
        }
    }

    @Override
    public void blockMoments(
            Matrix c, int rowFrom, int rowTo, int columnFrom, int columnTo, BlockMoments moments, int at) {
        float[] x = c.values();
        int rows = rowTo - rowFrom;
        for (int column = columnFrom; column < columnTo; column++) {
            float shift = x[c.at(rowFrom) + column];
            float sum = 0f;
            float squares = 0f;
            for (int row = rowFrom; row < rowTo; row++) {
                float difference = x[c.at(row) + column] - shift;
                sum += difference;
                squares = Math.fma(difference, difference, squares);
            }
            int to = at + column - columnFrom;
            moments.means()[to] = shift + (double) sum / rows;
            moments.m2s()[to] = Math.max(0, squares - (double) sum * sum / rows);
        }
    }
}
