package dev.evenkeel.kernel;

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
        int panels = (columns + PANEL_COLUMNS - 1) / PANEL_COLUMNS;
        return Math.multiplyExact(Math.multiplyExact(panels, PANEL_COLUMNS), depth);
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
            int from = offset + column * columnStride;
            int at = column * depth;
            for (int k = 0; k < depth; k++) {
                for (int j = 0; j < PANEL_COLUMNS; j++) {
                    packed[at + k * PANEL_COLUMNS + j] = j < valid ? b[from + k * depthStride + j * columnStride] : 0f;
                }
            }
        }
    }

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
        boolean sum = start == Start.SUM;
        for (int panel = panelFrom; panel < panelTo; panel++) {
            int column = panel * PANEL_COLUMNS;
            int valid = Math.min(PANEL_COLUMNS, columns - column);
            int row = rowFrom;
            for (; row + TILE_ROWS <= rowTo; row += TILE_ROWS) {
                int aAt = aOffset + row * aRowStride;
                int cAt = cOffset + row * cRowStride + column;
                twoRows(
                        a,
                        aAt,
                        aRowStride,
                        aDepthStride,
                        packed,
                        column * depth,
                        depth,
                        c,
                        cAt,
                        cRowStride,
                        valid,
                        sum);
            }
            if (row < rowTo) {
                int aAt = aOffset + row * aRowStride;
                int cAt = cOffset + row * cRowStride + column;
                oneRow(a, aAt, aDepthStride, packed, column * depth, depth, c, cAt, valid, sum);
            }
            for (row = rowFrom; row < rowTo; row++) {
                finish(epilogue, c, cOffset + row * cRowStride + column, column, valid);
            }
        }
    }

    private static void twoRows(
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
            int valid,
            boolean sum) {
        int below = cAt + cRowStride;
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
            float x1 = a[aAt + aRowStride + k * aDepthStride];
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

    private static void oneRow(
            float[] a,
            int aAt,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            int valid,
            boolean sum) {
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
    public void finish(Epilogue epilogue, float[] c, int at, int columns) {
        finish(epilogue, c, at, 0, columns);
    }

    static void finish(Epilogue epilogue, float[] c, int at, int panelColumn, int valid) {
        int column = epilogue.at() + panelColumn;
        float[] scale = epilogue.scale();
        float[] shift = epilogue.shift();
        if (scale.length > 0 || shift.length > 0) {
            for (int j = 0; j < valid; j++) {
                float factor = scale.length > 0 ? scale[column + j] : 1f;
                float addend = shift.length > 0 ? shift[column + j] : -0f;
                c[at + j] = Math.fma(c[at + j], factor, addend);
            }
        }
        if (epilogue.activation() != Activation.IDENTITY) {
            Kernels.scalar().activations().apply(epilogue.activation(), epilogue.slope(), c, at, c, at, valid);
        }
    }

    @Override
    public void blockMoments(
            float[] x, int offset, int rowStride, int rows, int columns, double[] mean, double[] m2, int at) {
        for (int column = 0; column < columns; column++) {
            int first = offset + column;
            float shift = x[first];
            float sum = 0f;
            float squares = 0f;
            for (int row = 0; row < rows; row++) {
                float difference = x[first + row * rowStride] - shift;
                sum += difference;
                squares = Math.fma(difference, difference, squares);
            }
            mean[at + column] = shift + (double) sum / rows;
            m2[at + column] = Math.max(0, squares - (double) sum * sum / rows);
        }
    }
}
