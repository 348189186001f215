package dev.evenkeel.spark.spill;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * Rows {@code [width]} of floats, added one after the other by one thread, then read in any order by any: the first ones in large blocks
 * of memory, and those beyond a limit in a scratch file. What is read has the bits that were added, wherever it lies.
 */
public final class RowStore implements AutoCloseable {
    /** Of values: 4 MiB with the header of the array. */
    private static final int BLOCK = (1 << 20) - 16;

    private final int width;
    private final int rowsPerBlock;
    private final long rowsInMemory;
    private final ScratchFolder scratch;
    private final List<float[]> blocks = new ArrayList<>();
    private @Nullable SpilledRows spilled;
    private volatile boolean isWritten = true;
    private int size;

    RowStore(int width, long bytesInMemory, ScratchFolder scratch) {
        this.width = width;
        this.scratch = scratch;
        rowsPerBlock = Math.max(1, BLOCK / Math.max(1, width));
        rowsInMemory = width == 0 ? Long.MAX_VALUE : bytesInMemory / ((long) width * Float.BYTES);
    }

    /**
     * For rows of the task that runs here: in memory as far as {@link RowMemory} says, else in a local directory of Spark's. Memory and
     * file are given back when the task ends, however it does.
     *
     * @throws dev.evenkeel.EvenkeelException if the setting of the memory is wrong; later, if the file cannot be made, written or read
     */
    public static RowStore ofTask(int width) {
        TaskContext task = TaskContext.get();
        RowStore store = new RowStore(width, RowMemory.ofTask(task), ScratchFolder.ofSpark());
        TaskCompletionListener close = ended -> store.close();
        task.addTaskCompletionListener(close);
        return store;
    }

    /** For rows that are all held in memory. */
    public static RowStore inMemory(int width) {
        return new RowStore(width, Long.MAX_VALUE, ScratchFolder.ofSpark());
    }

    public int width() {
        return width;
    }

    public int size() {
        return size;
    }

    /** Takes a copy of a row. */
    public void add(float[] row) {
        if (size < rowsInMemory) {
            int place = size % rowsPerBlock;
            if (place == 0) {
                blocks.add(new float[(int) Math.min(rowsPerBlock, rowsInMemory - size) * width]);
            }
            System.arraycopy(row, 0, blocks.get(size / rowsPerBlock), place * width, width);
        } else {
            isWritten = false;
            file().add(row);
        }
        size = Math.addExact(size, 1);
    }

    private SpilledRows file() {
        SpilledRows known = spilled;
        if (known == null) {
            known = SpilledRows.in(scratch, width);
            spilled = known;
        }
        return known;
    }

    /** Writes a row's values into {@code to}, from {@code offset} on. */
    public void read(int row, float[] to, int offset) {
        if (row < rowsInMemory) {
            System.arraycopy(blocks.get(row / rowsPerBlock), row % rowsPerBlock * width, to, offset, width);
            return;
        }
        if (!isWritten) {
            write();
        }
        file().read(row - rowsInMemory, to, offset);
    }

    private synchronized void write() {
        if (!isWritten) {
            file().write();
            isWritten = true;
        }
    }

    /** How many rows lie in the file. */
    long spilled() {
        return Math.max(0, size - rowsInMemory);
    }

    @Override
    public void close() {
        blocks.clear();
        if (spilled != null) {
            spilled.close();
        }
    }
}
