package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Centering;
import dev.evenkeel.kernel.Epilogue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.TapKernels;

/** The kernels on vector registers of the width this machine prefers, by family. */
final class VectorKernels implements Kernels {
    static final Kernels INSTANCE = new VectorKernels();

    private VectorKernels() {}

    @Override
    public String name() {
        return "vector " + 32 * Lanes.COUNT + " bit";
    }

    @Override
    public int lanes() {
        return Lanes.COUNT;
    }

    @Override
    public int panelColumns() {
        return VectorProduct.PANEL_COLUMNS;
    }

    @Override
    public int tileRows() {
        return VectorProduct.TILE_ROWS;
    }

    @Override
    public int packedLength(int depth, int columns) {
        return VectorProduct.packedLength(depth, columns);
    }

    @Override
    public int workspaceLength() {
        return VectorProduct.WORKSPACE_LENGTH;
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
        VectorProduct.pack(b, offset, depthStride, columnStride, depth, columns, packed, panelFrom, panelTo);
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
        VectorProduct.multiply(
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
                panelTo,
                workspace);
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
        VectorDepthwise.multiply(x, xAt, rows, taps, weights, weightsAt, y, yAt, results, rowTo, channels);
    }

    @Override
    public void addDepthwiseGradient(
            float[] x, int xAt, int[] rows, int[] taps, float[] dy, int dyAt, int rowTo, int channels, float[] sums) {
        VectorDepthwise.addGradient(x, xAt, rows, taps, dy, dyAt, rowTo, channels, sums);
    }

    @Override
    public void finishRow(Epilogue epilogue, float[] c, int at, int columns) {
        VectorGatheredProduct.finishRow(this, epilogue, c, at, 0, columns);
    }

    @Override
    public int gatheredWorkspaceLength() {
        return VectorGatheredProduct.WORKSPACE_LENGTH;
    }

    @Override
    public int gatheredPitch(int columns) {
        return VectorGatheredProduct.pitch(columns);
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
        VectorGatheredProduct.multiply(
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
                rowTo,
                workspace);
    }

    @Override
    public void blockMoments(
            float[] x, int offset, int rowStride, int rows, int columns, double[] mean, double[] m2, int at) {
        VectorProduct.blockMoments(x, offset, rowStride, rows, columns, mean, m2, at);
    }

    @Override
    public void columnMoments(float[] x, int offset, int rows, int columns, double[] mean, double[] m2, int at) {
        VectorColumns.moments(x, offset, rows, columns, mean, m2, at);
    }

    @Override
    public void columnSums(float[] x, int offset, int rows, int columns, double[] sums, int at) {
        VectorColumns.sums(x, offset, rows, columns, sums, at);
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
        VectorColumns.normalize(x, xOffset, y, yOffset, rows, columns, mean, scale, shift, at, activation);
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
        VectorColumnGradients.gradientSums(
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
        VectorColumnGradients.normalizeBackward(
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
        VectorRows.normalize(
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
        VectorRows.normalizeBackward(
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
        VectorRows.softmax(x, xOffset, y, yOffset, rows, columns, logSum, rowAt);
    }

    @Override
    public void softmaxRowsBackward(
            float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int columns) {
        Kernels.scalar().softmaxRowsBackward(y, yOffset, dy, dyOffset, dx, dxOffset, rows, columns);
    }

    @Override
    public TapKernels taps() {
        return VectorTaps.INSTANCE;
    }

    @Override
    public void activate(
            Activation activation, float slope, float[] x, int xOffset, float[] y, int yOffset, int length) {
        VectorActivations.activate(activation, slope, x, xOffset, y, yOffset, length);
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
        VectorActivations.activateBackward(
                activation, slope, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, length);
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        VectorElements.add(x, xOffset, y, yOffset, z, zOffset, length);
    }

    @Override
    public void scale(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        VectorElements.scale(factor, x, xOffset, y, yOffset, length);
    }

    @Override
    public void dropout(float[] x, int xOffset, float[] y, int yOffset, int length, long key, long first, float keep) {
        VectorElements.dropout(x, xOffset, y, yOffset, length, key, first, keep);
    }

    @Override
    public double sumOfSquares(float[] x, int offset, int length) {
        return VectorElements.sumOfSquares(x, offset, length);
    }

    @Override
    public boolean allFinite(float[] x, int offset, int length) {
        return VectorElements.allFinite(x, offset, length);
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
        VectorUpdates.sgd(w, g, velocity, nextW, nextVelocity, from, to, rate, gradientScale, momentum, kind, decay);
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
        VectorUpdates.adam(
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
        VectorUpdates.rmsProp(
                w, g, v, b, nextW, nextV, nextB, from, to, rate, gradientScale, smoothing, epsilon, momentum, decay);
    }

    @Override
    public void average(float[] average, float[] w, float[] next, int from, int to, float keep) {
        VectorUpdates.average(average, w, next, from, to, keep);
    }
}
