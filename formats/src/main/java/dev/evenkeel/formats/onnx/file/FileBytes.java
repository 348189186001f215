package dev.evenkeel.formats.onnx.file;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The bytes of files, with the words for what may be wrong with them. */
final class FileBytes {
    /** The longest array; protobuf allows hardly more. */
    static final long MAX = Integer.MAX_VALUE - 8;

    private FileBytes() {}

    /** A whole file. @throws OnnxException that begins with its name */
    static byte[] of(Path file) {
        try {
            long size = size(file);
            if (size > MAX) {
                throw new OnnxException("it has " + size + " bytes, but an ONNX file has at most 2 GB. "
                        + "Export it with external data");
            }
            return part(file, 0, (int) size);
        } catch (OnnxException wrong) {
            throw new OnnxException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    /** The size of an ordinary file. */
    static long size(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new OnnxException("this is a folder. Give the file inside it");
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new OnnxException("this is no ordinary file. Copy its content into one");
            }
            return Files.size(file);
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    /** A part that a file is known to hold. */
    static byte[] part(Path file, long offset, int length, LinkOption... links) {
        long memory = Runtime.getRuntime().maxMemory();
        if (length > memory / 2) {
            throw new OnnxException("it needs " + 2L * length + " bytes of memory, but Java may use only " + memory
                    + ". Raise the limit with -Xmx");
        }
        try (InputStream stream = Files.newInputStream(file, links)) {
            stream.skipNBytes(offset);
            byte[] bytes = new byte[length];
            if (stream.readNBytes(bytes, 0, length) < length) {
                throw new EOFException("it became shorter meanwhile");
            }
            return bytes;
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    private static OnnxException unreadable(IOException failed) {
        if (failed instanceof NoSuchFileException) {
            return new OnnxException("there is no such file. Check the path", failed);
        }
        if (failed instanceof AccessDeniedException) {
            return new OnnxException("the file may not be read. Check its permissions", failed);
        }
        return new OnnxException("the file cannot be read: " + failed.getMessage() + ". Check the disk", failed);
    }
}
