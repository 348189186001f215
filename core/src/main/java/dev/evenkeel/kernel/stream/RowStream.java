package dev.evenkeel.kernel.stream;

/**
 * A matrix <em>rows x channels</em> that passes from its producer to its only reader without being stored: the reader asks
 * for rows where it needs them, and on the way back says which rows of the gradient it has just written, while they are in
 * the cache. Rows come in blocks that the reader cuts by size.
 */
public interface RowStream extends RowWriter {
    /** Says once, before any step, how many blocks of gradient rows there will be at most. */
    void expect(int mostBlocks);

    /**
     * Says that the rows {@code [rowFrom, rowTo)} of the gradient were written, as block number {@code block}. Called by any
     * thread of a team; the blocks of a step cover all its rows once.
     */
    void written(int block, int rowFrom, int rowTo);
}
