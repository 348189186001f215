package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.view.ColumnNormalization;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Working memory that lets a matrix of few columns run through the loops of a wide one: several rows are seen as one
 * wide row, and what belongs to a column is repeated along it. Leased for one call from a small pool, so that loops
 * allocate nothing once warm.
 */
public final class Widening {
    private static final int MAX_WIDTH = 1 << 11;
    private static final int MIN_ROWS = 8;
    private static final int SPACING = 16;
    /** Arrays longer than this, of 8 MiB, share no cache with others of their length. */
    private static final int FAR = 1 << 21;

    private static final AtomicReferenceArray<Widening> POOL = new AtomicReferenceArray<>(64 * SPACING);

    public float[] first = {};
    public float[] second = {};
    /** What a wide row is normalised by. */
    public float[] mean = {};

    public float[] scale = {};
    public float[] shift = {};
    public float[] xFactor = {};
    public float[] constant = {};
    boolean rectified;
    public int width;
    final VectorRowSums row = new VectorRowSums();
    private double[] sums = {};
    private float[] together = {};
    private final float[][] repeated = new float[5][0];

    private Widening() {}

    public static Widening lease(int width) {
        Widening leased = null;
        for (int slot = 0; slot < POOL.length() && leased == null; slot += SPACING) {
            if (POOL.getPlain(slot) != null) {
                leased = POOL.getAndSet(slot, null);
            }
        }
        if (leased == null) {
            leased = new Widening();
        }
        if (leased.first.length < width) {
            leased.first = new float[width];
            leased.second = new float[width];
        }
        return leased;
    }

    public void release() {
        for (int slot = 0; slot < POOL.length(); slot += SPACING) {
            if (POOL.getPlain(slot) == null && POOL.compareAndSet(slot, null, this)) {
                return;
            }
        }
    }

    /** Room for {@code length} values of columns that lie together, holding anything. */
    float[] together(int length) {
        if (together.length < length) {
            together = new float[length];
        }
        return together;
    }

    /** Room for {@code length} sums, holding anything. */
    public double[] sums(int length) {
        if (sums.length < length) {
            sums = new double[length];
        }
        return sums;
    }

    /**
     * The length of a wide row: a multiple of {@code columns} and, where enough such rows result, of the lanes and of
     * four registers.
     */
    public static int width(int rows, int columns) {
        int registers = columns / commonDivisor(columns, Lanes.COUNT);
        long length = (long) rows * columns;
        int even = registers * Lanes.COUNT;
        int stripes = even * (4 / commonDivisor(registers, 4));
        if (stripes <= MAX_WIDTH && length >= (long) MIN_ROWS * stripes) {
            return stripes;
        }
        return even <= MAX_WIDTH && length >= 2L * even ? even : columns;
    }

    /**
     * Whether rows that are wider than a stripe of four registers are walked one after the other, as memory lies, where stripes would
     * come back to them: what lies in no near cache arrives twice as fast so. No sum takes its terms in another order.
     */
    static boolean alongRows(float[] x, int width) {
        return width > 4 * Lanes.COUNT
                && width <= VectorColumns.STRIPED
                && width % (2 * Lanes.COUNT) == 0
                && x.length > FAR;
    }

    /** Sets the mean that is taken away to a row of x. */
    public void centre(float[] x, int at, int columns, int wideWidth) {
        width = wideWidth;
        mean = repeat(0, x, at, columns);
    }

    /** Sets what the forward pass needs. */
    public void normalize(ColumnNormalization by, int wideWidth) {
        width = wideWidth;
        rectified = by.rectified();
        mean = along(0, by.mean(), by.columns());
        scale = along(1, by.scale(), by.columns());
        shift = along(2, by.shift(), by.columns());
    }

    /** Sets what the backward pass needs. */
    public void differentiate(ColumnNormalization by, int wideWidth) {
        normalize(by, wideWidth);
        xFactor = along(3, by.xFactor(), by.columns());
        constant = along(4, by.constant(), by.columns());
    }

    private float[] along(int index, float[] values, int columns) {
        return columns == width ? values : repeat(index, values, 0, columns);
    }

    private float[] repeat(int index, float[] values, int at, int columns) {
        if (repeated[index].length < width) {
            repeated[index] = new float[width];
        }
        float[] wide = repeated[index];
        System.arraycopy(values, at, wide, 0, columns);
        int filled = columns;
        while (filled < width) {
            int more = Math.min(filled, width - filled);
            System.arraycopy(wide, 0, wide, filled, more);
            filled += more;
        }
        return wide;
    }

    /** Adds what lies along a wide row to its columns, in ascending order. */
    public static void fold(float[] wide, int width, int columns, double[] sums, int at) {
        for (int from = 0; from < width; from += columns) {
            for (int column = 0; column < columns; column++) {
                sums[at + column] += wide[from + column];
            }
        }
    }

    private static int commonDivisor(int a, int powerOfTwo) {
        return Math.min(a & -a, powerOfTwo);
    }
}
