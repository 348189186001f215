package dev.evenkeel.kernel.window;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which rows of an example the rows of its output are made of, and with what weights: a sparse matrix <em>outputs x
 * inputs</em>, whose entries are called taps. Pooling, padding and repetition are such matrices; their gradients are the
 * transposed ones. Immutable.
 *
 * <p>The taps of an output come in ascending order of their rows. All taps are numbered in the order in which the side with
 * more rows lies in memory, which is what speed depends on; where an output has more taps than {@value #SUM_TAPS},
 * and {@link #inFours}, output by output.
 */
public final class WindowOffsets {
    /** The most taps of one float sum. */
    public static final int SUM_TAPS = 64;

    private final int inputs;
    private final int outputs;
    private final int[] row;
    private final int[] output;
    private final float[] weight;
    private final int[] outputCounts;
    private final int most;
    private final boolean disjoint;
    private final boolean paired;
    private final boolean fours;
    private final boolean[] first;
    private final int[] empty;
    private final int[] unwritten;

    private enum Sweep {
        /** As the side with more rows lies in memory, where sums are short. */
        MEMORY,
        OUTPUTS
    }

    /** WindowOffsets in ascending order of their outputs, then rows; or of their rows, then outputs. */
    private WindowOffsets(int inputs, int outputs, int[] row, int[] output, float[] weight) {
        this(inputs, outputs, row, output, weight, Sweep.MEMORY);
    }

    private WindowOffsets(int inputs, int outputs, int[] row, int[] output, float[] weight, Sweep sweep) {
        this.inputs = inputs;
        this.outputs = outputs;
        int[] rowCounts = counts(row, inputs);
        outputCounts = counts(output, outputs);
        most = most(outputCounts);
        disjoint = most(rowCounts) <= 1;
        boolean byRow = sweep == Sweep.MEMORY && inputs >= outputs && most <= SUM_TAPS;
        int[] order = byRow ? order(row, rowCounts) : order(output, outputCounts);
        this.row = new int[order.length];
        this.output = new int[order.length];
        this.weight = new float[order.length];
        first = new boolean[order.length];
        boolean[] begun = new boolean[outputs];
        for (int tap = 0; tap < order.length; tap++) {
            this.row[tap] = row[order[tap]];
            this.output[tap] = output[order[tap]];
            this.weight[tap] = weight[order[tap]];
            first[tap] = !begun[this.output[tap]];
            begun[this.output[tap]] = true;
        }
        paired = count() % 2 == 0
                && IntStream.range(0, count() / 2).allMatch(pair -> this.output[2 * pair] == this.output[2 * pair + 1]);
        fours = Arrays.equals(
                this.output, IntStream.range(0, 4 * outputs).map(tap -> tap / 4).toArray());
        empty = zeros(outputCounts);
        unwritten = disjoint ? zeros(rowCounts) : IntStream.range(0, inputs).toArray();
    }

    /** The positions that a window reads, padding left out, each with weight 1. */
    public static WindowOffsets of(Grid grid) {
        int[] inputs = {
            grid.planes().input(), grid.lines().input(), grid.points().input()
        };
        return of(inputs, new int[][][] {read(grid.planes()), read(grid.lines()), read(grid.points())});
    }

    /**
     * The positions that an output reads along every axis, each with weight 1.
     *
     * @param inputs the input's extent along each axis, outermost first
     * @param read for each axis and each output position along it the input positions that it reads, ascending
     */
    public static WindowOffsets of(int[] inputs, int[][][] read) {
        int all = 1;
        int[][] rows = {{0}};
        for (int axis = 0; axis < inputs.length; axis++) {
            all = Math.multiplyExact(all, inputs[axis]);
            rows = product(rows, inputs[axis], read[axis]);
        }
        int count = Arrays.stream(rows).mapToInt(taps -> taps.length).reduce(0, Math::addExact);
        int[] row = new int[count];
        int[] output = new int[count];
        float[] weight = new float[count];
        Arrays.fill(weight, 1f);
        int tap = 0;
        for (int index = 0; index < rows.length; index++) {
            System.arraycopy(rows[index], 0, row, tap, rows[index].length);
            Arrays.fill(output, tap, tap + rows[index].length, index);
            tap += rows[index].length;
        }
        return new WindowOffsets(all, rows.length, row, output, weight);
    }

    private static int[][] read(Axis axis) {
        int[][] read = new int[axis.output()][];
        Arrays.setAll(read, axis::read);
        return read;
    }

    private static int[][] product(int[][] outer, int extent, int[][] inner) {
        int[][] rows = new int[Math.multiplyExact(outer.length, inner.length)][];
        for (int index = 0; index < rows.length; index++) {
            int[] before = outer[index / inner.length];
            int[] along = inner[index % inner.length];
            int[] both = new int[before.length * along.length];
            Arrays.setAll(both, tap -> before[tap / along.length] * extent + along[tap % along.length]);
            rows[index] = both;
        }
        return rows;
    }

    private static int[] counts(int[] of, int length) {
        int[] counts = new int[length];
        for (int index : of) {
            counts[index]++;
        }
        return counts;
    }

    private static int most(int[] counts) {
        return Arrays.stream(counts).max().orElse(0);
    }

    /** The places of what ascends by key, those of one key in the order they have. */
    private static int[] order(int[] key, int[] counts) {
        int[] next = new int[counts.length];
        for (int index = 1; index < next.length; index++) {
            next[index] = next[index - 1] + counts[index - 1];
        }
        int[] order = new int[key.length];
        for (int place = 0; place < key.length; place++) {
            order[next[key[place]]++] = place;
        }
        return order;
    }

    private static int[] zeros(int[] counts) {
        int[] found = new int[counts.length];
        int length = 0;
        for (int index = 0; index < counts.length; index++) {
            if (counts[index] == 0) {
                found[length++] = index;
            }
        }
        return Arrays.copyOf(found, length);
    }

    /** The same taps with this weight each. */
    public WindowOffsets weighing(float each) {
        float[] weights = new float[weight.length];
        Arrays.fill(weights, each);
        return new WindowOffsets(inputs, outputs, row, output, weights);
    }

    /** The same taps with weights that make each output the mean of its rows. */
    public WindowOffsets averaging() {
        float[] weights = new float[weight.length];
        for (int tap = 0; tap < weights.length; tap++) {
            weights[tap] = 1f / outputCounts[output[tap]];
        }
        return new WindowOffsets(inputs, outputs, row, output, weights);
    }

    /**
     * The same taps output by output where each has four, else as they are: fastest where the input lies in a cache, as behind
     * the operation that computed it, but less than half as fast where it comes from memory.
     */
    public WindowOffsets inFours() {
        boolean each = Arrays.stream(outputCounts).allMatch(count -> count == 4);
        return each ? new WindowOffsets(inputs, outputs, row, output, weight, Sweep.OUTPUTS) : this;
    }

    /** The transposed matrix: which outputs each input goes into. */
    public WindowOffsets transposed() {
        return new WindowOffsets(outputs, inputs, output, row, weight);
    }

    /** How many rows an example has. */
    public int inputs() {
        return inputs;
    }

    /** How many rows its output has. */
    public int outputs() {
        return outputs;
    }

    /** How many taps there are in all. */
    public int count() {
        return row.length;
    }

    /** The row of the input that {@code tap} reads. */
    public int row(int tap) {
        return row[tap];
    }

    /** The row of the output that {@code tap} goes into. */
    public int output(int tap) {
        return output[tap];
    }

    public float weight(int tap) {
        return weight[tap];
    }

    /** Whether {@code tap} is the first of its output. */
    public boolean isFirst(int tap) {
        return first[tap];
    }

    /** How many taps {@code output} has. */
    public int taps(int output) {
        return outputCounts[output];
    }

    /** The most taps of one output. */
    public int most() {
        return most;
    }

    /** Whether no row of the input is read twice. */
    public boolean areDisjoint() {
        return disjoint;
    }

    /** Whether all taps come in pairs that go into one output: those of even number with the ones behind them. */
    public boolean arePaired() {
        return paired;
    }

    /** Whether the taps come output by output, four of each. */
    public boolean areInFours() {
        return fours;
    }

    /** Sets to 0 the first {@code columns} floats of the rows of an output that have no tap. */
    public void clearEmpty(float[] y, int offset, int stride, int columns) {
        clear(empty, y, offset, stride, columns);
    }

    /**
     * Sets to 0 the first {@code columns} floats of those rows of an input that a sweep does not write: where taps are disjoint
     * the rows that none reads, else all, to be added to.
     */
    public void clearUnwritten(float[] x, int offset, int stride, int columns) {
        clear(unwritten, x, offset, stride, columns);
    }

    private static void clear(int[] rows, float[] values, int offset, int stride, int columns) {
        for (int row : rows) {
            Arrays.fill(values, offset + row * stride, offset + row * stride + columns, 0f);
        }
    }
}
