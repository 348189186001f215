package dev.evenkeel.data.csv.cell;

/** Cells that nobody wants. */
public final class SkippedCells implements Cells {
    @Override
    public void number(double value) {}

    @Override
    public void text(byte[] bytes, int from, int to, boolean isQuoted) {}

    @Override
    public void absent() {}

    @Override
    public boolean readsNumbers() {
        return true;
    }

    @Override
    public long trimmedBytes() {
        return 0;
    }
}
