package dev.evenkeel.kernel;

/** The kernels as plain loops, by family. */
final class ScalarKernels implements Kernels {
    static final Kernels INSTANCE = new ScalarKernels();

    private ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public int panelColumns() {
        return ScalarProduct.PANEL_COLUMNS;
    }

    @Override
    public int tileRows() {
        return ScalarProduct.TILE_ROWS;
    }

    @Override
    public int packedLength(int depth, int columns) {
        return ScalarProduct.packedLength(depth, columns);
    }

    @Override
    public int workspaceLength() {
        return ScalarProduct.WORKSPACE_LENGTH;
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
        ScalarProduct.pack(b, offset, depthStride, columnStride, depth, columns, packed, panelFrom, panelTo);
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
        ScalarProduct.multiply(
                this,
                a,
                aOffset,
                aRowStride,
                aDepthStride,
                packed,
                depth,
                columns,
                c,
                cOffset,
                cRowStride,
                start,
                epilogue,
                rowFrom,
                rowTo,
                panelFrom,
                panelTo);
    }

    @Override
    public void multiplyDepthwise(
            float[] x,
            int xAt,
            int[] rows,
            int[] taps,
            float[] weights,
            int weightsAt,
            float[] y,
            int yAt,
            int[] results,
            int rowTo,
            int channels) {
        ScalarDepthwise.multiply(x, xAt, rows, taps, weights, weightsAt, y, yAt, results, rowTo, channels);
    }

    @Override
    public void addDepthwiseGradient(
            float[] x, int xAt, int[] rows, int[] taps, float[] dy, int dyAt, int rowTo, int channels, float[] sums) {
        ScalarDepthwise.addGradient(x, xAt, rows, taps, dy, dyAt, rowTo, channels, sums);
    }

    @Override
    public int gatheredWorkspaceLength() {
        return 0;
    }

    @Override
    public int gatheredPitch(int columns) {
        return Math.min(ScalarProduct.PANEL_COLUMNS, columns);
    }

    @Override
    public void multiplyGathered(
            float[] a,
            int aOffset,
            int[] aRows,
            int[] aDepths,
            int depth,
            float[] b,
            int bOffset,
            int bPitch,
            int bPanelStride,
            int columns,
            float[] c,
            int cOffset,
            int[] cRows,
            Start start,
            Epilogue epilogue,
            int rowFrom,
            int rowTo,
            float[] workspace) {
        ScalarGatheredProduct.multiply(
                this,
                a,
                aOffset,
                aRows,
                aDepths,
                depth,
                b,
                bOffset,
                bPitch,
                bPanelStride,
                columns,
                c,
                cOffset,
                cRows,
                start,
                epilogue,
                rowFrom,
                rowTo);
    }

    @Override
    public void columnMoments(float[] x, int offset, int rows, int columns, double[] mean, double[] m2, int at) {
        ScalarColumns.moments(x, offset, rows, columns, mean, m2, at);
    }

    @Override
    public void columnSums(float[] x, int offset, int rows, int columns, double[] sums, int at) {
        ScalarColumns.sums(x, offset, rows, columns, sums, at);
    }

    @Override
    public void normalizeColumns(
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int rows,
            int columns,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            Activation activation) {
        ScalarColumns.normalize(x, xOffset, y, yOffset, rows, columns, mean, scale, shift, at, activation);
    }

    @Override
    public void columnGradientSums(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            int rows,
            int columns,
            float[] mean,
            float[] inverse,
            float[] scale,
            float[] shift,
            int at,
            Activation activation,
            double[] sumDy,
            double[] sumDyXhat,
            int sumsAt) {
        ScalarColumns.gradientSums(
                x,
                xOffset,
                dy,
                dyOffset,
                rows,
                columns,
                mean,
                inverse,
                scale,
                shift,
                at,
                activation,
                sumDy,
                sumDyXhat,
                sumsAt);
    }

    @Override
    public void normalizeColumnsBackward(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int rows,
            int columns,
            float[] mean,
            float[] scale,
            float[] shift,
            float[] dyFactor,
            float[] xFactor,
            float[] constant,
            int at,
            Activation activation) {
        ScalarColumns.normalizeBackward(
                x,
                xOffset,
                dy,
                dyOffset,
                dx,
                dxOffset,
                rows,
                columns,
                mean,
                scale,
                shift,
                dyFactor,
                xFactor,
                constant,
                at,
                activation);
    }

    @Override
    public void normalizeRows(
            Centering centering,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int rows,
            int columns,
            float[] gamma,
            float[] beta,
            float epsilon,
            float[] mean,
            float[] inverse,
            int rowAt) {
        ScalarRows.normalize(
                centering, x, xOffset, y, yOffset, rows, columns, gamma, beta, epsilon, mean, inverse, rowAt);
    }

    @Override
    public void normalizeRowsBackward(
            Centering centering,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int rows,
            int columns,
            float[] gamma,
            float[] mean,
            float[] inverse,
            int rowAt,
            double[] gammaGradient,
            double[] betaGradient,
            int at) {
        ScalarRows.normalizeBackward(
                centering,
                x,
                xOffset,
                dy,
                dyOffset,
                dx,
                dxOffset,
                rows,
                columns,
                gamma,
                mean,
                inverse,
                rowAt,
                gammaGradient,
                betaGradient,
                at);
    }

    @Override
    public void softmaxRows(
            float[] x, int xOffset, float[] y, int yOffset, int rows, int columns, float[] logSum, int rowAt) {
        ScalarRows.softmax(x, xOffset, y, yOffset, rows, columns, logSum, rowAt);
    }

    @Override
    public void softmaxRowsBackward(
            float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int columns) {
        ScalarRows.softmaxBackward(y, yOffset, dy, dyOffset, dx, dxOffset, rows, columns);
    }

    @Override
    public TapKernels taps() {
        return ScalarTaps.INSTANCE;
    }

    @Override
    public void activate(
            Activation activation, float slope, float[] x, int xOffset, float[] y, int yOffset, int length) {
        ScalarElements.activate(activation, slope, x, xOffset, y, yOffset, length);
    }

    @Override
    public void activateBackward(
            Activation activation,
            float slope,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        ScalarElements.activateBackward(activation, slope, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, length);
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        ScalarElements.add(x, xOffset, y, yOffset, z, zOffset, length);
    }

    @Override
    public void scale(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        ScalarElements.scale(factor, x, xOffset, y, yOffset, length);
    }

    @Override
    public void dropout(float[] x, int xOffset, float[] y, int yOffset, int length, long key, long first, float keep) {
        ScalarElements.dropout(x, xOffset, y, yOffset, length, key, first, keep);
    }

    @Override
    public double sumOfSquares(float[] x, int offset, int length) {
        return ScalarElements.sumOfSquares(x, offset, length);
    }

    @Override
    public boolean allFinite(float[] x, int offset, int length) {
        return ScalarElements.allFinite(x, offset, length);
    }

    @Override
    public void sgd(
            float[] w,
            float[] g,
            float[] velocity,
            float[] nextW,
            float[] nextVelocity,
            int from,
            int to,
            float rate,
            float gradientScale,
            float momentum,
            Momentum kind,
            float decay) {
        ScalarUpdates.sgd(w, g, velocity, nextW, nextVelocity, from, to, rate, gradientScale, momentum, kind, decay);
    }

    @Override
    public void adam(
            float[] w,
            float[] g,
            float[] m,
            float[] v,
            float[] nextW,
            float[] nextM,
            float[] nextV,
            int from,
            int to,
            float rate,
            float gradientScale,
            float beta1,
            float beta2,
            float epsilon,
            float correction1,
            float correction2,
            float coupledDecay,
            float decoupledDecay) {
        ScalarUpdates.adam(
                w,
                g,
                m,
                v,
                nextW,
                nextM,
                nextV,
                from,
                to,
                rate,
                gradientScale,
                beta1,
                beta2,
                epsilon,
                correction1,
                correction2,
                coupledDecay,
                decoupledDecay);
    }

    @Override
    public void rmsProp(
            float[] w,
            float[] g,
            float[] v,
            float[] b,
            float[] nextW,
            float[] nextV,
            float[] nextB,
            int from,
            int to,
            float rate,
            float gradientScale,
            float smoothing,
            float epsilon,
            float momentum,
            float decay) {
        ScalarUpdates.rmsProp(
                w, g, v, b, nextW, nextV, nextB, from, to, rate, gradientScale, smoothing, epsilon, momentum, decay);
    }

    @Override
    public void average(float[] average, float[] w, float[] next, int from, int to, float keep) {
        ScalarUpdates.average(average, w, next, from, to, keep);
    }
}
