package dev.evenkeel.data.file;

import dev.evenkeel.EvenkeelException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** A file that is gzipped or not, as its first two bytes say, whatever its name. */
public final class PlainOrGzip {
    private static final int BUFFER = 1 << 16;

    private PlainOrGzip() {}

    /** What is made of a file's bytes. */
    @FunctionalInterface
    public interface Reading<T> {
        T from(InputStream in) throws IOException;
    }

    /** Opens bytes, as often as it is asked. */
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }

    /**
     * Opens a file, unpacks it if it is gzipped, and closes it when {@code reading} is done.
     *
     * @throws EvenkeelException if the file is missing, damaged or cannot be read
     */
    public static <T> T read(Path file, Reading<T> reading) {
        return read(file.toString(), () -> Files.newInputStream(file), reading);
    }

    /**
     * As {@link #read(Path, Reading)}, of bytes from anywhere.
     *
     * @param name for messages
     * @throws EvenkeelException if they are damaged or cannot be read
     */
    public static <T> T read(String name, Opening opening, Reading<T> reading) {
        try (InputStream in = open(opening)) {
            return reading.from(in);
        } catch (NoSuchFileException missing) {
            throw new EvenkeelException(name + " does not exist", missing);
        } catch (EOFException | ZipException damaged) {
            throw new EvenkeelException(
                    name + " is a damaged gzip file (" + damaged.getMessage() + "); get it again", damaged);
        } catch (IOException failed) {
            throw new EvenkeelException(name + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    private static InputStream open(Opening opening) throws IOException {
        InputStream in = new BufferedInputStream(opening.open(), BUFFER);
        try {
            in.mark(2);
            boolean isGzip = in.read() == 0x1F && in.read() == 0x8B;
            in.reset();
            return isGzip ? new BufferedInputStream(GzipMembers.of(in, BUFFER), BUFFER) : in;
        } catch (IOException failed) {
            in.close();
            throw failed;
        }
    }
}
