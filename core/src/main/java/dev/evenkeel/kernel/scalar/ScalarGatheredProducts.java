package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.GatheredProducts;
import dev.evenkeel.kernel.view.GatheredProduct;
import java.util.Arrays;

/** The product whose A is read through tables of offsets, in plain Java: one row and one panel of columns at a time. */
final class ScalarGatheredProducts implements GatheredProducts {
    private static final int PANEL_COLUMNS = ScalarProducts.PANEL_COLUMNS;

    @Override
    public int workspaceLength() {
        return 0;
    }

    @Override
    public int packedColumns(int columns) {
        return columns;
    }

    @Override
    public int packedAt(int rows, int columns, int row, int column) {
        int panel = column / PANEL_COLUMNS * PANEL_COLUMNS;
        return panel * rows + row * Math.min(PANEL_COLUMNS, columns - panel) + column - panel;
    }

    @Override
    public void multiply(GatheredProduct product) {
        float[] c = product.c();
        for (int column = product.firstColumn(); column < product.columns(); column += PANEL_COLUMNS) {
            int valid = Math.min(PANEL_COLUMNS, product.columns() - column);
            int bAt = product.bAt() + (product.isPacked() ? column * product.depth() : column);
            int pitch = product.isPacked() ? valid : product.bPitch();
            for (int row = product.firstRow(); row < product.rows(); row++) {
                int aAt = product.aAt() + product.gather().rows()[row];
                int cAt = product.cAt() + product.gather().results()[row] + column;
                if (!product.adds()) {
                    Arrays.fill(c, cAt, cAt + valid, 0f);
                }
                if (valid == PANEL_COLUMNS) {
                    wholePanel(product, aAt, bAt, pitch, cAt);
                } else {
                    for (int j = 0; j < valid; j++) {
                        oneColumn(product, aAt, bAt + j, pitch, cAt + j);
                    }
                }
                ScalarProducts.finish(product.epilogue(), c, cAt, column, valid);
            }
        }
    }

    private static void wholePanel(GatheredProduct product, int aAt, int bAt, int pitch, int cAt) {
        float[] a = product.a();
        int[] depths = product.gather().depths();
        int depth = product.depth();
        float[] b = product.b();
        float[] c = product.c();
        float s0 = c[cAt];
        float s1 = c[cAt + 1];
        float s2 = c[cAt + 2];
        float s3 = c[cAt + 3];
        for (int k = 0; k < depth; k++) {
            int at = bAt + k * pitch;
            float x = a[aAt + depths[k]];
            s0 = Math.fma(x, b[at], s0);
            s1 = Math.fma(x, b[at + 1], s1);
            s2 = Math.fma(x, b[at + 2], s2);
            s3 = Math.fma(x, b[at + 3], s3);
        }
        c[cAt] = s0;
        c[cAt + 1] = s1;
        c[cAt + 2] = s2;
        c[cAt + 3] = s3;
    }

    private static void oneColumn(GatheredProduct product, int aAt, int bAt, int pitch, int cAt) {
        float[] a = product.a();
        int[] depths = product.gather().depths();
        int depth = product.depth();
        float[] b = product.b();
        float sum = product.c()[cAt];
        for (int k = 0; k < depth; k++) {
            sum = Math.fma(a[aAt + depths[k]], b[bAt + k * pitch], sum);
        }
        product.c()[cAt] = sum;
    }
}
