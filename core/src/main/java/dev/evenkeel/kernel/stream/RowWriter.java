package dev.evenkeel.kernel.stream;

/**
 * Rows of a matrix <em>rows x channels</em> that are computed where they are needed, while they are in the cache, in place
 * of being read from an array. Called by any thread of a team, for disjoint rows; allocates nothing.
 */
@FunctionalInterface
public interface RowWriter {
    /** Writes the rows {@code [rowFrom, rowTo)} one after the other from {@code to[at]} on. */
    void write(int rowFrom, int rowTo, float[] to, int at);
}
