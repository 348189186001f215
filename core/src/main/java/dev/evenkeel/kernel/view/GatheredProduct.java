package dev.evenkeel.kernel.view;

/**
 * A product {@code C = A * B} whose A is read through tables of offsets, as a convolution reads an image: A's element
 * {@code (i, k)} is {@code a[aAt + rows[i] + depths[k]]}, B's {@code (k, j)} is {@code b[bAt + k * bPitch + j]} or stands
 * where {@link dev.evenkeel.kernel.GatheredProducts#packedAt} tells, and C's row i begins at {@code c[cAt + results[i]]}.
 * Reused by one thread, so that a step allocates nothing.
 */
public final class GatheredProduct {
    private static final float[] NOTHING = {};
    private static final Epilogue UNCHANGED = new Epilogue();

    private final float[] workspace;
    private Gather gather = Gather.of(new int[0], new int[0], new int[0], new int[0]);
    private int firstRow;
    private int rows;
    private int depth;
    private int firstColumn;
    private int columns;
    private float[] a = NOTHING;
    private int aAt;
    private float[] b = NOTHING;
    private int bAt;
    private int bPitch;
    private boolean packed;
    private float[] c = NOTHING;
    private int cAt;
    private Start start = Start.ZERO;
    private Epilogue epilogue = UNCHANGED;

    /** A product with so much working memory for one call. */
    public GatheredProduct(int workspaceLength) {
        workspace = new float[workspaceLength];
    }

    /** Sets the tables, and how much of them is used: the first {@code rowCount} rows and {@code depthCount} depths. */
    public GatheredProduct through(Gather tables, int rowCount, int depthCount) {
        gather = tables;
        firstRow = 0;
        rows = rowCount;
        depth = depthCount;
        return this;
    }

    /** Sets how many columns B and C have. */
    public GatheredProduct columns(int count) {
        firstColumn = 0;
        columns = count;
        return this;
    }

    /** Computes the rows {@code [rowFrom, rowTo)} alone. */
    public GatheredProduct rows(int rowFrom, int rowTo) {
        firstRow = rowFrom;
        rows = rowTo;
        return this;
    }

    /** Computes the columns {@code [columnFrom, columnTo)} alone, the first of which begins a panel. */
    public GatheredProduct columns(int columnFrom, int columnTo) {
        firstColumn = columnFrom;
        columns = columnTo;
        return this;
    }

    public GatheredProduct a(float[] values, int at) {
        a = values;
        aAt = at;
        return this;
    }

    /** Sets B as it lies, with rows {@code pitch} apart. */
    public GatheredProduct b(float[] values, int at, int pitch) {
        b = values;
        bAt = at;
        bPitch = pitch;
        packed = false;
        return this;
    }

    /** Sets a packed B. */
    public GatheredProduct packedB(float[] values, int at) {
        b = values;
        bAt = at;
        packed = true;
        return this;
    }

    public GatheredProduct c(float[] values, int at) {
        c = values;
        cAt = at;
        return this;
    }

    /** Sets whether C is added to, and what is done to finished tiles. */
    public GatheredProduct finish(Start from, Epilogue last) {
        start = from;
        epilogue = last;
        return this;
    }

    public Gather gather() {
        return gather;
    }

    /** The first row that is computed. */
    public int firstRow() {
        return firstRow;
    }

    /** Behind the last row that is computed. */
    public int rows() {
        return rows;
    }

    public int depth() {
        return depth;
    }

    /** The first column that is computed. */
    public int firstColumn() {
        return firstColumn;
    }

    /** Behind the last column that is computed. */
    public int columns() {
        return columns;
    }

    public float[] a() {
        return a;
    }

    public int aAt() {
        return aAt;
    }

    public float[] b() {
        return b;
    }

    public int bAt() {
        return bAt;
    }

    /** From one row of B to the next, unless it is packed. */
    public int bPitch() {
        return bPitch;
    }

    public boolean isPacked() {
        return packed;
    }

    public float[] c() {
        return c;
    }

    public int cAt() {
        return cAt;
    }

    /** Whether C is added to, {@link Start#SUM}. */
    public boolean adds() {
        return start == Start.SUM;
    }

    public Epilogue epilogue() {
        return epilogue;
    }

    /** Working memory for one call. */
    public float[] workspace() {
        return workspace;
    }
}
