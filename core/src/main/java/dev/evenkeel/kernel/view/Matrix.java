package dev.evenkeel.kernel.view;

/**
 * A matrix of <em>rows x columns</em> that lies in an array: element {@code (i, j)} is
 * {@code values[offset + i * rowStride + j * columnStride]}. A view that a plan builds once and lays over other arrays as they
 * are exchanged, so that a step allocates nothing; while loops run on it, nobody changes it.
 */
public final class Matrix {
    private static final float[] NOTHING = {};

    private final int rowStride;
    private final int columnStride;
    private int rows;
    private int columns;
    private float[] values = NOTHING;
    private int offset;

    private Matrix(int rows, int columns, int rowStride, int columnStride) {
        this.rows = rows;
        this.columns = columns;
        this.rowStride = rowStride;
        this.columnStride = columnStride;
    }

    /** Row after row. */
    public static Matrix rowMajor(int rows, int columns) {
        return new Matrix(rows, columns, columns, 1);
    }

    /** Row after row, {@code rowStride} apart. */
    public static Matrix rowMajor(int rows, int columns, int rowStride) {
        return new Matrix(rows, columns, rowStride, 1);
    }

    /** Column after column, as a transposed matrix lies. */
    public static Matrix columnMajor(int rows, int columns) {
        return new Matrix(rows, columns, 1, rows);
    }

    /** Column after column, {@code columnStride} apart. */
    public static Matrix columnMajor(int rows, int columns, int columnStride) {
        return new Matrix(rows, columns, 1, columnStride);
    }

    /** Lays this over an array from its start on. */
    public Matrix over(float[] array) {
        return over(array, 0);
    }

    /** Lays this over an array; element {@code (0, 0)} is {@code array[at]}. */
    public Matrix over(float[] array, int at) {
        values = array;
        offset = at;
        return this;
    }

    /** Changes the number of rows; strides stay. */
    public Matrix rows(int count) {
        rows = count;
        return this;
    }

    /** Changes the number of columns; strides stay. */
    public Matrix columns(int count) {
        columns = count;
        return this;
    }

    public float[] values() {
        return values;
    }

    public int offset() {
        return offset;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public int rowStride() {
        return rowStride;
    }

    public int columnStride() {
        return columnStride;
    }

    /** Where a row begins. */
    public int at(int row) {
        return offset + row * rowStride;
    }

    @Override
    public String toString() {
        return rows + " x " + columns;
    }
}
