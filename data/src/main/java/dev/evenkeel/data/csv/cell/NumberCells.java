package dev.evenkeel.data.csv.cell;

import dev.evenkeel.data.csv.number.MissingWords;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.csv.number.NumberText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Cells as numbers in one form; {@code NaN}, with its text kept, where there is none. */
public final class NumberCells implements Cells {
    private final NumberForm form;
    private final boolean isPlain;
    private final double[] missing;
    private final Dictionary others = new Dictionary();
    private double[] values = new double[256];
    private CompactNumbers numbers = CompactNumbers.of();
    private int size;
    private int[] otherRows = new int[8];
    private int[] otherCodes = new int[8];
    private int otherSize;
    private String negative = "";
    private LeadingZeros zeros = LeadingZeros.NONE;

    public NumberCells(NumberForm form, MissingWords words) {
        this.form = form;
        this.isPlain = form.isPlain();
        this.missing = words.numbers();
    }

    @Override
    public boolean readsNumbers() {
        return isPlain && missing.length == 0;
    }

    @Override
    public void number(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    @Override
    public void text(byte[] bytes, int from, int to, boolean isQuoted) {
        if (from == to) {
            absent();
            return;
        }
        double value = parsed(bytes, from, to);
        if (Double.isNaN(value)) {
            other(others.code(bytes, from, to, isQuoted));
        } else {
            if (negative.isEmpty() && isNegative(bytes, from, to)) {
                negative = text(bytes, from, to);
            }
            zeros = zeros.and(bytes, from, to);
            number(value);
        }
    }

    private double parsed(byte[] bytes, int from, int to) {
        double value = form.parse(text(bytes, from, to));
        for (double word : missing) {
            if (value == word) {
                return Double.NaN;
            }
        }
        return value;
    }

    private static String text(byte[] bytes, int from, int to) {
        return Blanks.stripped(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    private static boolean isNegative(byte[] bytes, int from, int to) {
        byte last = bytes[to - 1];
        boolean mayBe = last == '-' || last == ')' || last == '%' || last == (byte) 0x92;
        return mayBe
                && NumberText.of(text(bytes, from, to))
                        .filter(parts -> parts.sign() != NumberText.Sign.BEFORE)
                        .isPresent();
    }

    /** The first number that is negative without a minus before it; empty if there is none. */
    public String negative() {
        return negative;
    }

    /** The numbers that begin with zeros. */
    public LeadingZeros zeros() {
        return zeros;
    }

    @Override
    public void absent() {
        number(Double.NaN);
    }

    private void other(int code) {
        if (otherSize == otherRows.length) {
            otherRows = Arrays.copyOf(otherRows, 2 * otherSize);
            otherCodes = Arrays.copyOf(otherCodes, 2 * otherSize);
        }
        otherRows[otherSize] = size;
        otherCodes[otherSize++] = code;
        number(Double.NaN);
    }

    /** The numbers, once {@link #trimmedBytes} was asked for. */
    public CompactNumbers numbers() {
        return numbers;
    }

    public Dictionary others() {
        return others;
    }

    /** How many rows are without a number but not empty. */
    public int otherSize() {
        return otherSize;
    }

    /** One of them, ascending. */
    public int otherRow(int index) {
        return otherRows[index];
    }

    /** What stands there. */
    public int otherCode(int index) {
        return otherCodes[index];
    }

    @Override
    public long trimmedBytes() {
        numbers = CompactNumbers.of(Arrays.copyOf(values, size));
        values = new double[0];
        return (numbers instanceof CompactNumbers.Wide ? 8L : 4L) * size + 8L * otherRows.length + others.bytes();
    }
}
