package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Sums of one row of A with columns of a B that is packed, or read as it lies, row after row. */
final class RowTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    /** Vectors of the wide tile. */
    private static final int WIDE = 8;
    /** Panels of the wide tile: what reads several streams at once is not kept waiting by one. */
    private static final int PANELS = WIDE * L / VectorProducts.PANEL_COLUMNS;

    private static final int PANEL_VECTORS = WIDE / PANELS;

    private RowTiles() {}

    /** {@code c[cAt + j] = a * B}, or adds it, of the panels {@code [panelFrom, panelTo)} and depths {@code [k0, k0 + depth)} of a packed B. */
    static void multiplyPacked(
            Product product, int row, int panelFrom, int panelTo, int k0, int depth, boolean sum, float[] beside) {
        Matrix a = product.a();
        int aAt = a.at(row) + k0 * a.columnStride();
        int panelLength = product.depth() * VectorProducts.PANEL_COLUMNS;
        int at = VectorProducts.LEAD + k0 * VectorProducts.PANEL_COLUMNS;
        float[] c = product.c().values();
        int cAt = product.c().at(row);
        int whole = Math.min(panelTo, product.columns() / VectorProducts.PANEL_COLUMNS);
        int panel = panelFrom;
        for (; panel + PANELS <= whole; panel += PANELS) {
            int from = at + panel * panelLength;
            int to = cAt + panel * VectorProducts.PANEL_COLUMNS;
            eightPacked(a.values(), aAt, a.columnStride(), product.packed(), from, panelLength, depth, c, to, sum);
        }
        for (; panel < panelTo; panel++) {
            int column = panel * VectorProducts.PANEL_COLUMNS;
            PanelTiles.multiply(
                    a.values(),
                    aAt,
                    a.rowStride(),
                    a.columnStride(),
                    product.packed(),
                    at + panel * panelLength,
                    depth,
                    c,
                    cAt + column,
                    product.c().rowStride(),
                    1,
                    Math.min(VectorProducts.PANEL_COLUMNS, product.columns() - column),
                    sum,
                    beside);
        }
    }

    private static void eightPacked(
            float[] a,
            int aAt,
            int aStride,
            float[] packed,
            int at,
            int panelLength,
            int depth,
            float[] c,
            int cAt,
            boolean sum) {
        int at1 = at + 1 / PANEL_VECTORS * panelLength + 1 % PANEL_VECTORS * L;
        int at2 = at + 2 / PANEL_VECTORS * panelLength + 2 % PANEL_VECTORS * L;
        int at3 = at + 3 / PANEL_VECTORS * panelLength + 3 % PANEL_VECTORS * L;
        int at4 = at + 4 / PANEL_VECTORS * panelLength + 4 % PANEL_VECTORS * L;
        int at5 = at + 5 / PANEL_VECTORS * panelLength + 5 % PANEL_VECTORS * L;
        int at6 = at + 6 / PANEL_VECTORS * panelLength + 6 % PANEL_VECTORS * L;
        int at7 = at + 7 / PANEL_VECTORS * panelLength + 7 % PANEL_VECTORS * L;
        float[] start = sum ? c : PanelTiles.ZEROS;
        int from = sum ? cAt : 0;
        FloatVector s0 = FloatVector.fromArray(S, start, from);
        FloatVector s1 = FloatVector.fromArray(S, start, from + L);
        FloatVector s2 = FloatVector.fromArray(S, start, from + 2 * L);
        FloatVector s3 = FloatVector.fromArray(S, start, from + 3 * L);
        FloatVector s4 = FloatVector.fromArray(S, start, from + 4 * L);
        FloatVector s5 = FloatVector.fromArray(S, start, from + 5 * L);
        FloatVector s6 = FloatVector.fromArray(S, start, from + 6 * L);
        FloatVector s7 = FloatVector.fromArray(S, start, from + 7 * L);
        for (int k = 0; k < depth; k++) {
            int step = k * VectorProducts.PANEL_COLUMNS;
            FloatVector x = FloatVector.broadcast(S, a[aAt + k * aStride]);
            s0 = FloatVector.fromArray(S, packed, at + step).fma(x, s0);
            s1 = FloatVector.fromArray(S, packed, at1 + step).fma(x, s1);
            s2 = FloatVector.fromArray(S, packed, at2 + step).fma(x, s2);
            s3 = FloatVector.fromArray(S, packed, at3 + step).fma(x, s3);
            s4 = FloatVector.fromArray(S, packed, at4 + step).fma(x, s4);
            s5 = FloatVector.fromArray(S, packed, at5 + step).fma(x, s5);
            s6 = FloatVector.fromArray(S, packed, at6 + step).fma(x, s6);
            s7 = FloatVector.fromArray(S, packed, at7 + step).fma(x, s7);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + L);
        s2.intoArray(c, cAt + 2 * L);
        s3.intoArray(c, cAt + 3 * L);
        s4.intoArray(c, cAt + 4 * L);
        s5.intoArray(c, cAt + 5 * L);
        s6.intoArray(c, cAt + 6 * L);
        s7.intoArray(c, cAt + 7 * L);
    }

    /** {@code c[cAt + j] += a * B} of columns {@code j < columns}; {@code b[bAt]} is element (0, 0). */
    static void multiply(
            float[] a,
            int aAt,
            int aStride,
            float[] b,
            int bAt,
            int bStride,
            int depth,
            float[] c,
            int cAt,
            int columns) {
        int j = 0;
        for (; j + WIDE * L <= columns; j += WIDE * L) {
            eight(a, aAt, aStride, b, bAt + j, bStride, depth, c, cAt + j);
        }
        for (; j < columns; j += L) {
            one(a, aAt, aStride, b, bAt + j, bStride, depth, c, cAt + j, columns - j);
        }
    }

    private static void eight(
            float[] a, int aAt, int aStride, float[] b, int bAt, int bStride, int depth, float[] c, int cAt) {
        FloatVector s0 = FloatVector.fromArray(S, c, cAt);
        FloatVector s1 = FloatVector.fromArray(S, c, cAt + L);
        FloatVector s2 = FloatVector.fromArray(S, c, cAt + 2 * L);
        FloatVector s3 = FloatVector.fromArray(S, c, cAt + 3 * L);
        FloatVector s4 = FloatVector.fromArray(S, c, cAt + 4 * L);
        FloatVector s5 = FloatVector.fromArray(S, c, cAt + 5 * L);
        FloatVector s6 = FloatVector.fromArray(S, c, cAt + 6 * L);
        FloatVector s7 = FloatVector.fromArray(S, c, cAt + 7 * L);
        for (int k = 0; k < depth; k++) {
            int at = bAt + k * bStride;
            FloatVector x = FloatVector.broadcast(S, a[aAt + k * aStride]);
            s0 = FloatVector.fromArray(S, b, at).fma(x, s0);
            s1 = FloatVector.fromArray(S, b, at + L).fma(x, s1);
            s2 = FloatVector.fromArray(S, b, at + 2 * L).fma(x, s2);
            s3 = FloatVector.fromArray(S, b, at + 3 * L).fma(x, s3);
            s4 = FloatVector.fromArray(S, b, at + 4 * L).fma(x, s4);
            s5 = FloatVector.fromArray(S, b, at + 5 * L).fma(x, s5);
            s6 = FloatVector.fromArray(S, b, at + 6 * L).fma(x, s6);
            s7 = FloatVector.fromArray(S, b, at + 7 * L).fma(x, s7);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + L);
        s2.intoArray(c, cAt + 2 * L);
        s3.intoArray(c, cAt + 3 * L);
        s4.intoArray(c, cAt + 4 * L);
        s5.intoArray(c, cAt + 5 * L);
        s6.intoArray(c, cAt + 6 * L);
        s7.intoArray(c, cAt + 7 * L);
    }

    private static void one(
            float[] a,
            int aAt,
            int aStride,
            float[] b,
            int bAt,
            int bStride,
            int depth,
            float[] c,
            int cAt,
            int valid) {
        VectorMask<Float> mask = S.indexInRange(0, valid);
        FloatVector s = FloatVector.fromArray(S, c, cAt, mask);
        for (int k = 0; k < depth; k++) {
            s = FloatVector.fromArray(S, b, bAt + k * bStride, mask)
                    .fma(FloatVector.broadcast(S, a[aAt + k * aStride]), s);
        }
        s.intoArray(c, cAt, mask);
    }
}
