package dev.evenkeel.data.table;

/** Which rows of what was read a column or table shows, and in which order: all, or those at some indices. */
final class RowView {
    private static final int[] NONE = {};

    private final int size;
    private final boolean isWhole;
    private final int[] rows;

    private RowView(int size, boolean isWhole, int[] rows) {
        this.size = size;
        this.isWhole = isWhole;
        this.rows = rows;
    }

    static RowView all(int size) {
        return new RowView(size, true, NONE);
    }

    int size() {
        return size;
    }

    /** The rows that a view of some shows. */
    int[] rows() {
        return rows;
    }

    /** The row among all that row {@code index} of the view is. */
    int row(int index) {
        return isWhole ? index : rows[index];
    }

    /** The view of some rows of this one; it keeps {@code wanted} itself where this one is of all, so that columns share it. */
    RowView select(int[] wanted) {
        if (isWhole) {
            return new RowView(wanted.length, false, wanted);
        }
        int[] composed = new int[wanted.length];
        for (int index = 0; index < composed.length; index++) {
            composed[index] = rows[wanted[index]];
        }
        return new RowView(composed.length, false, composed);
    }
}
