package dev.evenkeel.data.csv.cell;

import java.util.Arrays;

/** Cells as texts: each distinct one once, and a code per row; -1 for a cell that its line lacks. */
public final class TextCells implements Cells {
    static final int ABSENT = -1;

    private final Dictionary dictionary = new Dictionary();
    private int[] codes = new int[256];
    private int size;

    @Override
    public void number(double value) {
        throw new IllegalStateException("texts were asked for");
    }

    @Override
    public void text(byte[] bytes, int from, int to, boolean isQuoted) {
        append(dictionary.code(bytes, from, to, isQuoted));
    }

    @Override
    public void absent() {
        append(ABSENT);
    }

    @Override
    public boolean readsNumbers() {
        return false;
    }

    private void append(int code) {
        if (size == codes.length) {
            codes = Arrays.copyOf(codes, 2 * size);
        }
        codes[size++] = code;
    }

    public Dictionary dictionary() {
        return dictionary;
    }

    public int[] codes() {
        return codes;
    }

    public int size() {
        return size;
    }

    @Override
    public long trimmedBytes() {
        codes = Arrays.copyOf(codes, size);
        return 4L * size + dictionary.bytes();
    }
}
