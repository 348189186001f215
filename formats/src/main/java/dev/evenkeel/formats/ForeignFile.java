package dev.evenkeel.formats;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Model files of others that are not read here, known by their first bytes whatever they are called. */
public final class ForeignFile {
    private static final int HEAD_BYTES = 4096;
    private static final int TAR_MAGIC = 257;

    private static final String HDF5 = "\u0089HDF\r\n\u001a\n";

    static final String TENSORFLOW =
            "Write it as ONNX: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx";

    private ForeignFile() {}

    /** @throws EvenkeelException that says what the file is and what to do, if it is one that is not read here */
    public static void refuse(Path file) {
        advice(file).ifPresent(text -> {
            throw new EvenkeelException(file + " is " + text);
        });
    }

    /** What a file is and what to do about it, as the end of a sentence; empty if it is none that is known. */
    public static Optional<String> advice(Path file) {
        try {
            if (Files.isDirectory(file)) {
                return ofFolder(file);
            }
            return Files.isRegularFile(file) ? ofFile(file) : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> ofFolder(Path folder) throws IOException {
        if (Files.exists(folder.resolve("model.safetensors"))) {
            return Optional.empty();
        }
        if (Files.exists(folder.resolve("saved_model.pb")) || Files.exists(folder.resolve("saved_model.pbtxt"))) {
            return Optional.of("a TensorFlow SavedModel, which is not read here. " + TENSORFLOW);
        }
        if (Files.exists(folder.resolve("model.weights.h5")) || Files.exists(folder.resolve("variables.h5"))) {
            return Optional.of("a Keras model that was unpacked, which is not read here. " + ForeignZip.KERAS);
        }
        return Files.exists(folder.resolve("model.safetensors.index.json"))
                ? Optional.of("a folder of weights in several safetensors files, which are not read together here. "
                        + ForeignText.AS_ONE)
                : Optional.empty();
    }

    private static Optional<String> ofFile(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        if (head.length == 0) {
            return Optional.of("empty: nothing was written or fetched. Write or fetch it again");
        }
        if (isSafetensors(head)) {
            return isOnnxName(file)
                    ? Optional.of("a safetensors file, called .onnx. Call it .safetensors")
                    : Optional.empty();
        }
        if (begins(head, 0, HDF5) || begins(head, 512, HDF5)) {
            return Optional.of("an HDF5 file, as Keras writes models and weights (.h5), which is not read here. "
                    + ForeignZip.KERAS);
        }
        if (begins(head, 0, "PK\u0003\u0004") || begins(head, 0, "PK\u0005\u0006")) {
            return Optional.of(ForeignZip.of(file, head));
        }
        if (begins(head, 0, "\u0093NUMPY")) {
            return Optional.of(
                    "an array of NumPy (.npy), which has no names of layers. Save the weights with their names:"
                            + " save_file({'fc.weight': array, ...}, 'weights.safetensors') of safetensors.numpy");
        }
        if (isPickle(head) || begins(head, TAR_MAGIC, "ustar") && contains(head, "sys_info")) {
            return Optional.of("a pickle, as PyTorch wrote .pt and .pth files before 1.6 (or scikit-learn and joblib"
                    + " models), which is not read here. If it is of PyTorch: " + ForeignZip.PYTORCH);
        }
        if (isOnnx(head) && !isOnnxName(file)) {
            return Optional.of("an ONNX file by its content, but not by its name. Call it .onnx");
        }
        if (begins(head, 0, "\b\u0001\u0012")) {
            return Optional.of("the graph of a TensorFlow SavedModel, which is not read here. " + TENSORFLOW);
        }
        return ForeignBytes.advice(head).or(() -> ForeignText.advice(head)).or(() -> ofName(file));
    }

    /** Files that begin as anything may. */
    private static Optional<String> ofName(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.contains(".data-0") || name.endsWith(".index") || name.contains(".ckpt-")
                ? Optional.of("a part of a TensorFlow checkpoint by its name, which is not read here. Load it where its"
                        + " model was made, and write that as ONNX (tf2onnx)")
                : Optional.empty();
    }

    private static boolean isOnnxName(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    /** The version of the format, from 3 on, and the graph, or who wrote it. */
    private static boolean isOnnx(byte[] head) {
        if (head.length < 5 || head[0] != 8 || head[1] < 3 || head[1] > 30) {
            return false;
        }
        if (head[2] != 0x12 || head[3] < 0) {
            return head[2] == 0x3a;
        }
        int end = Math.min(head.length, 4 + head[3]);
        return new String(head, 4, end - 4, StandardCharsets.ISO_8859_1)
                .chars()
                .allMatch(letter -> letter >= ' ' && letter < 127);
    }

    /** The length of a header, less than 4 GB, and its first letter. */
    private static boolean isSafetensors(byte[] head) {
        return begins(head, 4, "\0\0\0\0{");
    }

    private static boolean isPickle(byte[] head) {
        return head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5 && isOpcode(head[2])
                || begins(head, 0, "(dp") && contains(head, "\n")
                || begins(head, 0, "}q\0");
    }

    /** What a pickle's protocol may be followed by: a frame, or a first object. */
    private static boolean isOpcode(byte next) {
        return "\u0095\u008ac}](K\u008c".indexOf(next & 0xff) >= 0;
    }

    static boolean begins(byte[] head, int at, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        return head.length >= at + bytes.length && Arrays.equals(head, at, at + bytes.length, bytes, 0, bytes.length);
    }

    static boolean contains(byte[] head, String word) {
        return new String(head, StandardCharsets.ISO_8859_1).contains(word);
    }
}
