package dev.evenkeel.data.csv.cell;

/** The cells of one column, one after the other. */
public sealed interface Cells permits NumberCells, TextCells, SkippedCells {
    void number(double value);

    void text(byte[] bytes, int from, int to, boolean isQuoted);

    /** A cell that is empty among numbers, or that its line lacks. */
    void absent();

    /** Whether to try plain numbers first. */
    boolean readsNumbers();

    /** Frees what is not needed any more. @return how many bytes the cells take */
    long trimmedBytes();
}
