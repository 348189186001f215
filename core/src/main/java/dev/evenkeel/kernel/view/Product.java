package dev.evenkeel.kernel.view;

/**
 * What all blocks of a product {@code C = A * B} share: A, the packed B, C, whether the product is added to C, and what is
 * done to a finished tile. Reused, as the matrices are.
 */
public final class Product {
    private static final Epilogue UNCHANGED = new Epilogue();

    private Matrix a = Matrix.rowMajor(0, 0);
    private float[] packed = {};
    private Matrix c = a;
    private Start start = Start.ZERO;
    private Epilogue epilogue = UNCHANGED;

    /** A product of nothing yet. */
    public Product() {}

    /** Sets the matrices: A {@code [rows, depth]}, a B {@code [depth, columns]} as packed, and C {@code [rows, columns]}. */
    public Product of(Matrix left, float[] packedRight, Matrix result) {
        a = left;
        packed = packedRight;
        c = result;
        return this;
    }

    public Product start(Start from) {
        start = from;
        return this;
    }

    public Product epilogue(Epilogue finish) {
        epilogue = finish;
        return this;
    }

    public Matrix a() {
        return a;
    }

    public float[] packed() {
        return packed;
    }

    public Matrix c() {
        return c;
    }

    public int depth() {
        return a.columns();
    }

    public int columns() {
        return c.columns();
    }

    /** Whether C is added to, {@link Start#SUM}. */
    public boolean adds() {
        return start == Start.SUM;
    }

    public Epilogue epilogue() {
        return epilogue;
    }
}
