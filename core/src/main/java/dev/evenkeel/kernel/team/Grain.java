package dev.evenkeel.kernel.team;

/** How much work one block of a team's run holds: by size alone, so that results do not depend on the threads. */
public final class Grain {
    /** Floats of one block of element-wise work: a multiple of every lane count. */
    public static final int FLOATS = 16 * 1024;

    private Grain() {}

    /** Rows of {@code columns} floats in one block. */
    public static int rows(int columns) {
        return Math.max(1, FLOATS / Math.max(1, columns));
    }
}
