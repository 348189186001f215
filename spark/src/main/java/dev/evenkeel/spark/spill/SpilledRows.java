package dev.evenkeel.spark.spill;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Rows in a file that is read by position, so that no part of it counts as memory of the process. On Linux and macOS the file has no
 * name once it is open: it goes with the process, however that ends.
 */
final class SpilledRows implements AutoCloseable {
    private static final int WRITTEN_AT_ONCE = 1 << 18;
    private static final String ADVICE =
            ". Free space there, let spark.local.dir name folders that can be written and have"
                    + " room, or hold more rows in memory: spark.executor.memory, or " + RowMemory.SETTING;

    private final int rowBytes;
    private final String place;
    private final FileChannel file;
    private final ByteBuffer waiting;

    private SpilledRows(int width, String place, FileChannel file) {
        rowBytes = width * Float.BYTES;
        this.place = place;
        this.file = file;
        waiting = ByteBuffer.allocateDirect(Math.max(rowBytes, WRITTEN_AT_ONCE / rowBytes * rowBytes))
                .order(ByteOrder.nativeOrder());
    }

    /** @throws EvenkeelException if no file can be made */
    static SpilledRows in(ScratchFolder folder, int width) {
        try {
            Path file = folder.newFile();
            return new SpilledRows(
                    width,
                    file.toString(),
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException failed) {
            throw new EvenkeelException(
                    "Rows do not fit into the memory that is for them, and no file for the others can be made in "
                            + folder.place() + ": " + failed + ADVICE,
                    failed);
        }
    }

    void add(float[] row) {
        waiting.asFloatBuffer().put(row);
        waiting.position(waiting.position() + rowBytes);
        if (waiting.remaining() < rowBytes) {
            write();
        }
    }

    /** Writes what was added; before it is read. */
    void write() {
        waiting.flip();
        try {
            while (waiting.hasRemaining()) {
                file.write(waiting);
            }
        } catch (IOException failed) {
            throw new EvenkeelException("Rows cannot be written to the file " + place + ": " + failed + ADVICE, failed);
        }
        waiting.clear();
    }

    void read(long row, float[] to, int offset) {
        ByteBuffer bytes = ByteBuffer.allocate(rowBytes).order(ByteOrder.nativeOrder());
        long at = row * rowBytes;
        try {
            while (bytes.hasRemaining()) {
                if (file.read(bytes, at + bytes.position()) < 0) {
                    throw new EvenkeelException("The file " + place + " ends before row " + row
                            + " of those in it: it was changed while it was used. Fit again");
                }
            }
        } catch (IOException failed) {
            throw new EvenkeelException(
                    "Rows cannot be read from the file " + place + ": " + failed
                            + ". Look at the disk, or let spark.local.dir name folders of another",
                    failed);
        }
        bytes.flip().asFloatBuffer().get(to, offset, rowBytes / Float.BYTES);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failed) {
            throw new EvenkeelException("The file " + place + " cannot be closed: " + failed, failed);
        }
    }
}
