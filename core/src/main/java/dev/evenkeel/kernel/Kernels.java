package dev.evenkeel.kernel;

/**
 * The inner loops, single-threaded, on row-major {@code float[]}: one interface, a scalar and a vector provider. All
 * loops see a matrix of <em>rows x columns</em> whose columns are channels; positions and batch are rows. Offsets and
 * lengths count floats; rows are contiguous unless a stride is given. Callers have checked sizes.
 *
 * <p>Bits: a provider returns the same bits for the same arguments on every call, interpreted or compiled. Each element
 * of a matrix product is one chain of fused multiply-adds over the depth in ascending order, whatever tile or tail it
 * falls in, so one row alone gives the bits it gives within a batch.
 */
public interface Kernels {
    /**
     * The fastest loops that work here, chosen once per process: a provider found through {@link java.util.ServiceLoader}
     * and tried with one operation, else {@link #scalar()} with the reason and the remedy logged.
     */
    static Kernels preferred() {
        return PreferredKernels.kernels();
    }

    /** Plain loops, right everywhere. */
    static Kernels scalar() {
        return ScalarKernels.INSTANCE;
    }

    /** As {@code scalar} or {@code vector 512 bit}. */
    String name();

    /** How many floats one vector register of this provider holds; 1 for scalar loops. */
    int lanes();

    // ---- matrix product: C[rows, columns] = A[rows, depth] * B[depth, columns]

    /** Columns of B that lie together in one packed panel. */
    int panelColumns();

    /** Rows that one tile of the product covers: blocks of rows are best multiples of it. */
    int tileRows();

    /** How many floats all panels of B take when packed; the columns are filled up to whole panels. */
    int packedLength(int depth, int columns);

    /** How many floats of working memory {@link #multiply} packs blocks of A into. */
    int workspaceLength();

    /**
     * Packs panels {@code [panelFrom, panelTo)} of B, whose element {@code (k, j)} is
     * {@code b[offset + k * depthStride + j * columnStride]}; one of the strides is 1. Columns past the last are 0.
     */
    void pack(
            float[] b,
            int offset,
            int depthStride,
            int columnStride,
            int depth,
            int columns,
            float[] packed,
            int panelFrom,
            int panelTo);

    /**
     * {@code C = A * B} or {@code C += A * B} for rows {@code [rowFrom, rowTo)} and the columns of panels
     * {@code [panelFrom, panelTo)}, then the epilogue. A's element {@code (i, k)} is
     * {@code a[aOffset + i * aRowStride + k * aDepthStride]}; one of its strides is 1. The workspace belongs to this
     * call alone while it lasts and its contents never matter; with an empty one A is read as it lies, which suits few rows.
     */
    void multiply(
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
            float[] workspace);

    /**
     * {@link #columnMoments} of one block of at most {@value #MOMENT_ROWS} rows whose rows are {@code rowStride} apart: what
     * a product has just written, while it is in the cache. Shifted by the block's first row.
     */
    default void blockMoments(
            float[] x, int offset, int rowStride, int rows, int columns, double[] mean, double[] m2, int at) {
        ScalarProduct.blockMoments(x, offset, rowStride, rows, columns, mean, m2, at);
    }

    /** The most rows of one {@link #blockMoments}: float sums stay short. */
    int MOMENT_ROWS = 64;

    // ---- gathered product: A is read through tables of offsets, as a convolution reads an image

    /** How many floats of working memory {@link #multiplyGathered} needs. */
    int gatheredWorkspaceLength();

    /**
     * How far apart the rows of B lie that {@link #multiplyGathered} reads: at most {@link #panelColumns}, so that a wider B
     * consists of several panels.
     */
    int gatheredPitch(int columns);

    /**
     * {@code C = A * B} or {@code C += A * B} for rows {@code [rowFrom, rowTo)}, then the epilogue, where A's element
     * {@code (i, k)} is {@code a[aOffset + aRows[i] + aDepths[k]]}, B's {@code (k, j)} is
     * {@code b[bOffset + j / panelColumns * bPanelStride + k * bPitch + j % panelColumns]} and C's row i begins at
     * {@code c[cOffset + cRows[i]]}. B's rows are read in whole registers: up to the lanes less one past the last column.
     */
    void multiplyGathered(
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
            float[] workspace);

    /**
     * {@code y[yAt + results[r] + c] = sum over t of x[xAt + rows[r] + taps[t] + c] * weights[weightsAt + t * channels + c]} for
     * the rows below {@code rowTo}: each channel with weights of its own, one chain over the taps in ascending order.
     */
    void multiplyDepthwise(
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
            int channels);

    /**
     * Adds to {@code sums[t * channels + c]} the sum over the rows below {@code rowTo} of
     * {@code x[xAt + rows[r] + taps[t] + c] * dy[dyAt + r * channels + c]}.
     */
    void addDepthwiseGradient(
            float[] x, int xAt, int[] rows, int[] taps, float[] dy, int dyAt, int rowTo, int channels, float[] sums);

    /** Does to one row of {@code columns} values what a product's epilogue does. */
    default void finishRow(Epilogue epilogue, float[] c, int at, int columns) {
        ScalarProduct.finish(this, epilogue, c, at, 0, columns);
    }

    /** Where a product's sums start. */
    enum Start {
        /** {@code C = A * B}. */
        ZERO,
        /** {@code C = C + A * B}: the chain goes on from what C holds. */
        SUM
    }

    // ---- columns: batch, instance and group statistics

    /**
     * Mean and {@code M2 = sum (x - mean)^2} of each column over {@code rows} rows, written to {@code mean[at + column]}
     * and {@code m2[at + column]}. Shifted by the first row, float partial sums over at most 64 rows, then double; never
     * {@code E[x^2] - mean^2} of raw values.
     */
    void columnMoments(float[] x, int offset, int rows, int columns, double[] mean, double[] m2, int at);

    /** {@code sum over rows of x}, per column, in double, to {@code sums[at + column]}. */
    void columnSums(float[] x, int offset, int rows, int columns, double[] sums, int at);

    /**
     * {@code y = f((x - mean) * scale + shift)} with the columns' values at {@code [at + column]} of each array; f is
     * {@link Activation#IDENTITY} or {@link Activation#RELU}. x and y may be the same array and offset.
     */
    void normalizeColumns(
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
            Activation activation);

    /**
     * {@code sumDy = sum dy'} and {@code sumDyXhat = sum dy' * (x - mean) * inverse} per column, in double, where
     * {@code dy' = dy} or, for RELU, {@code dy} where {@code (x - mean) * scale + shift > 0} and 0 elsewhere
     * (recomputed with the very bits of {@link #normalizeColumns}).
     */
    void columnGradientSums(
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
            int sumsAt);

    /**
     * {@code dx = dyFactor * dy' + xFactor * (x - mean) + constant} per column, {@code dy'} as in
     * {@link #columnGradientSums}. dy and dx may be the same array and offset.
     */
    void normalizeColumnsBackward(
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
            Activation activation);

    // ---- rows: layer and root-mean-square statistics

    /**
     * {@code y = gamma * xhat + beta} with each row's own statistics, which are written to {@code mean[rowAt + row]} (0
     * for {@link Centering#NONE}) and {@code inverse[rowAt + row] = 1 / sqrt(variance + epsilon)}. Corrected two-pass.
     */
    void normalizeRows(
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
            int rowAt);

    /**
     * {@code dx = inverse * (g - mean(g) - xhat * mean(g * xhat))}, {@code g = gamma * dy}, without {@code mean(g)} for
     * {@link Centering#NONE}; and the block's {@code sum dy * xhat} and {@code sum dy} per column, in double, to
     * {@code gammaGradient[at + column]} and {@code betaGradient[at + column]}.
     */
    void normalizeRowsBackward(
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
            int at);

    /**
     * {@code y = exp(x - logSum)} per row with {@code logSum = log(sum exp(x))}, which is written to
     * {@code logSum[rowAt + row]}; shifted by the row's maximum. x and y may be the same.
     */
    void softmaxRows(float[] x, int xOffset, float[] y, int yOffset, int rows, int columns, float[] logSum, int rowAt);

    /** {@code dx = y * (dy - sum(dy * y))} per row. */
    void softmaxRowsBackward(
            float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int columns);

    // ---- rows as a whole

    /** The loops that make rows from other rows of one example. */
    TapKernels taps();

    /** Copies {@code rows} rows of {@code columns} floats that lie {@code xStride} and {@code yStride} apart. */
    default void copyRows(
            float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, xOffset + row * xStride, y, yOffset + row * yStride, columns);
        }
    }

    // ---- element by element

    /** {@code y = f(x)}; slope is that of LEAKY_RELU. x and y may be the same. */
    void activate(Activation activation, float slope, float[] x, int xOffset, float[] y, int yOffset, int length);

    /** {@code dx = f'(x) * dy}, with {@code y = f(x)} at hand. dy and dx may be the same. */
    void activateBackward(
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
            int length);

    /** {@code z = x + y}; z may be x or y. */
    void add(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length);

    /** {@code y = factor * x}; x and y may be the same. */
    void scale(float factor, float[] x, int xOffset, float[] y, int yOffset, int length);

    /**
     * Inverted dropout: {@code y[i] = x[i] / keep} where a hash of {@code (key, first + i)} falls below {@code keep}, else
     * 0. A function of its arguments alone: the backward pass is the same call on the gradient. All providers draw the
     * same mask. x and y may be the same.
     */
    void dropout(float[] x, int xOffset, float[] y, int yOffset, int length, long key, long first, float keep);

    /** {@code sum x^2} in double along a fixed order. Not finite exactly if a value is not. */
    double sumOfSquares(float[] x, int offset, int length);

    /** Whether no value is infinite or NaN. */
    boolean allFinite(float[] x, int offset, int length);

    // ---- optimizer updates: read the present state, write the next one (a step is a transaction)

    /**
     * SGD with momentum: {@code g' = gradientScale * g + decay * w}; {@code velocity' = momentum * velocity + g'};
     * {@code w' = w - rate * velocity'}, or with Nesterov's momentum {@code w' = w - rate * (g' + momentum * velocity')}.
     */
    void sgd(
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
            float decay);

    /** How SGD applies its velocity. */
    enum Momentum {
        CLASSIC,
        NESTEROV
    }

    /**
     * Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019): {@code g' = gradientScale * g + coupledDecay * w};
     * {@code m' = beta1 m + (1 - beta1) g'}; {@code v' = beta2 v + (1 - beta2) g'^2};
     * {@code w' = w * (1 - rate * decoupledDecay) - rate * (m' / correction1) / (sqrt(v' / correction2) + epsilon)}.
     */
    void adam(
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
            float decoupledDecay);

    /**
     * RMSProp (Tieleman and Hinton 2012): {@code g' = gradientScale * g + decay * w};
     * {@code v' = smoothing v + (1 - smoothing) g'^2}; {@code b' = momentum b + g' / (sqrt(v') + epsilon)};
     * {@code w' = w - rate * b'}.
     */
    void rmsProp(
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
            float decay);

    /** {@code next = keep * average + (1 - keep) * w}. */
    void average(float[] average, float[] w, float[] next, int from, int to, float keep);
}
