package dev.evenkeel.data.file;

import dev.evenkeel.EvenkeelException;
import java.util.function.Supplier;

/**
 * What is read is held in memory, and what does not fit is refused by its own name and size.
 *
 * @param name of what is read
 * @param size of it in bytes; 0 if unknown
 */
public record HeapLimit(String name, long size) {
    /** A file of numbers with all their digits takes more than twice the memory of its table. */
    private static final int MAX = 3;

    /**
     * Does work that may need more memory than there is.
     *
     * @throws EvenkeelException if memory runs out
     */
    public <T> T within(Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError full) {
            throw new EvenkeelException(message(), full);
        }
    }

    /** @throws EvenkeelException if a table of this size can hardly fit */
    public void require() {
        if (size / MAX > Runtime.getRuntime().maxMemory()) {
            throw exceeded();
        }
    }

    /** What to throw where it does not fit. */
    public EvenkeelException exceeded() {
        return new EvenkeelException(message());
    }

    private String message() {
        String most = megabytes(Runtime.getRuntime().maxMemory());
        return name + " does not fit into memory: "
                + (size > 0 ? "the file has " + megabytes(size) + ", and Java may use " : "Java may use ") + most
                + ". Give it more (java -Xmx; EVENKEEL_JAVA_OPTS=-Xmx... for the command evenkeel), or take fewer rows "
                + "or columns";
    }

    private static String megabytes(long bytes) {
        return bytes >> 20 == 0 ? "less than 1 MB" : (bytes >> 20) + " MB";
    }
}
