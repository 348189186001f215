package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Elements that stand in other files than the model. Only files in the model's folder or below are read, also after
 * symbolic links are followed, and of each file altogether no more bytes than it has, however many tensors point at them.
 */
final class ExternalData {
    private final Optional<Path> model;
    private final Unread unread;
    private final Map<Path, Long> taken = new HashMap<>();

    /** What becomes of elements that are not there. */
    private enum Unread {
        REFUSED,
        LEFT_OUT
    }

    private ExternalData(Optional<Path> model, Unread unread) {
        this.model = model;
        this.unread = unread;
    }

    /** Refuses all. */
    static ExternalData none() {
        return new ExternalData(Optional.empty(), Unread.REFUSED);
    }

    static ExternalData beside(Path model) {
        return new ExternalData(Optional.of(model), Unread.REFUSED);
    }

    /** Reads none: tensors are left without elements. */
    static ExternalData leftOut() {
        return new ExternalData(Optional.empty(), Unread.LEFT_OUT);
    }

    boolean isLeftOut() {
        return unread == Unread.LEFT_OUT;
    }

    /**
     * The elements of a tensor.
     *
     * @param place where they stand, by the keys {@code location}, {@code offset} and {@code length}
     * @param bytes how many the tensor needs
     */
    byte[] read(String tensor, Map<String, String> place, long bytes) {
        String location = place.getOrDefault("location", "");
        try {
            Path file = file(location);
            long size = FileBytes.size(file);
            long offset = number(place, "offset", 0);
            long length = number(place, "length", bytes);
            requireInside(offset, length, bytes, size);
            if (taken.merge(file, length, Long::sum) > size) {
                throw new OnnxException("the tensors there need more than its " + size
                        + " bytes altogether, so they overlap. Export it again");
            }
            return FileBytes.part(file, offset, (int) length, LinkOption.NOFOLLOW_LINKS);
        } catch (OnnxException wrong) {
            throw new OnnxException(
                    "tensor " + quoted(tensor) + " has its elements in the file " + quoted(location) + ": "
                            + wrong.getMessage(),
                    wrong);
        }
    }

    private Path file(String location) {
        Path file = model.orElseThrow(() -> new OnnxException(
                "bytes alone do not reach other files. Read the model from its own file, or export it in one"));
        if (location.isEmpty()) {
            throw new OnnxException("it needs a location, but has none. Export it again");
        }
        try {
            Path folder = file.toAbsolutePath().resolveSibling("").toRealPath();
            Path named = Path.of(location);
            Path place = folder.resolve(named).normalize();
            if (named.isAbsolute() || location.startsWith("/") || !place.startsWith(folder)) {
                throw new OnnxException("only files in the model's folder are read. Move it there and export it again");
            }
            Path real = place.toRealPath();
            if (!real.startsWith(folder)) {
                throw new OnnxException("a symbolic link leads out of the model's folder. Put the file itself there");
            }
            return real;
        } catch (InvalidPathException invalid) {
            throw new OnnxException("this is no file's name here. Export it again", invalid);
        } catch (IOException missing) {
            throw new OnnxException("there is no such file beside the model. Fetch or export it too", missing);
        }
    }

    private static long number(Map<String, String> place, String key, long absent) {
        String text = place.get(key);
        if (text == null) {
            return absent;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException other) {
            throw new OnnxException(
                    "its " + key + " needs to be a number, but is " + quoted(text) + ". Export it again");
        }
    }

    private static void requireInside(long offset, long length, long bytes, long size) {
        if (length != bytes) {
            throw new OnnxException(
                    "the tensor's extents make " + bytes + " bytes, but its length is " + length + ". Export it again");
        }
        if (offset < 0 || bytes > size || offset > size - bytes) {
            throw new OnnxException("the tensor needs " + bytes + " bytes from byte " + offset
                    + " on, but the file has " + size + ". It is damaged: fetch or export it again");
        }
        if (bytes > FileBytes.MAX) {
            throw new OnnxException("the tensor's " + bytes + " bytes do not fit an array. Split the tensor");
        }
    }
}
