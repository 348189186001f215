package dev.evenkeel.formats;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Model files of others that are not read here, known by their first bytes whatever they are called. */
public final class ForeignFile {
    private static final int HEAD_BYTES = 4096;
    private static final int MAX_ENTRIES = 64;
    private static final int TAR_MAGIC = 257;

    private static final String PYTORCH =
            "Save its weights as safetensors, in Python: from safetensors.torch import save_file; state ="
                    + " torch.load(FILE, map_location='cpu', weights_only=True); save_file({name: tensor.contiguous() for"
                    + " name, tensor in state.items()}, 'weights.safetensors'). Or write the model with torch.onnx.export";
    private static final String KERAS =
            "Save its weights as safetensors, in Python: from safetensors.numpy import save_file;"
                    + " save_file({weight.path: weight.numpy() for weight in model.weights}, 'weights.safetensors'), and"
                    + " read those with --origin keras (Keras.load). Or write the model with"
                    + " model.export('model.onnx', format='onnx')";
    private static final String NUMPY =
            "Save its arrays as safetensors, in Python: from safetensors.numpy import save_file; save_file(dict("
                    + "numpy.load(FILE)), 'weights.safetensors')";
    private static final String TENSORFLOW =
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
            return Optional.of("a Keras model that was unpacked, which is not read here. " + KERAS);
        }
        return Files.exists(folder.resolve("model.safetensors.index.json"))
                ? Optional.of("a folder of weights in several safetensors files, which are not read together here. Save"
                        + " them as one: save_model(model, 'model.safetensors') of safetensors.torch")
                : Optional.empty();
    }

    private static Optional<String> ofFile(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        if (isSafetensors(head)) {
            return Optional.empty();
        }
        if (begins(head, 0, "\u0089HDF\r\n\u001a\n") || begins(head, 512, "\u0089HDF\r\n\u001a\n")) {
            return Optional.of(
                    "an HDF5 file, as Keras writes models and weights (.h5), which is not read here. " + KERAS);
        }
        if (begins(head, 0, "PK\u0003\u0004") || begins(head, 0, "PK\u0005\u0006")) {
            return Optional.of(ofZip(file));
        }
        if (begins(head, 0, "\u0093NUMPY")) {
            return Optional.of(
                    "an array of NumPy (.npy), which has no names of layers. Save the weights with their names:"
                            + " save_file({'fc.weight': array, ...}, 'weights.safetensors') of safetensors.numpy");
        }
        if (isPickle(head) || begins(head, TAR_MAGIC, "ustar") && contains(head, "sys_info")) {
            return Optional.of("a pickle, as PyTorch wrote .pt and .pth files before 1.6 (or scikit-learn and joblib"
                    + " models), which is not read here. If it is of PyTorch: " + PYTORCH);
        }
        if (begins(head, 0, "GGUF")) {
            return Optional.of("a GGUF file, a language model for llama.cpp, which is not read here. Networks with"
                    + " attention are not supported");
        }
        if (begins(head, 4, "TFL3")) {
            return Optional.of("a TensorFlow Lite model, which is not read here. Write it as ONNX: python -m"
                    + " tf2onnx.convert --tflite FILE --output model.onnx");
        }
        if (begins(head, 0, "version https://git-lfs")) {
            return Optional.of("a pointer of Git LFS to a file that was not fetched. Fetch it: git lfs pull");
        }
        if (begins(head, 0, "\u001f\u008b")) {
            return Optional.of("compressed by gzip. Unpack it: gunzip -k FILE");
        }
        String text = new String(head, 0, Math.min(head.length, 64), StandardCharsets.ISO_8859_1)
                .stripLeading()
                .toLowerCase(java.util.Locale.ROOT);
        if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
            return Optional.of(
                    "a web page, not a model: the download went wrong. Fetch the file itself, the 'raw' one");
        }
        return Optional.empty();
    }

    /** By the names in it: PyTorch, Keras and NumPy write zip files. */
    private static String ofZip(Path file) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry();
                    entry != null && names.size() < MAX_ENTRIES;
                    entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        } catch (IllegalArgumentException | java.util.zip.ZipException unreadable) {
            names.add("");
        }
        if (names.stream().anyMatch(name -> name.contains("/code/") || name.endsWith("/constants.pkl"))) {
            return "a TorchScript model of PyTorch (.pt), which is not read here. "
                    + PYTORCH.replace(
                            "state = torch.load(FILE, map_location='cpu', weights_only=True)",
                            "state = torch.jit.load(FILE, map_location='cpu').state_dict()");
        }
        if (names.stream().anyMatch(name -> name.endsWith("data.pkl"))) {
            return "a file of PyTorch (.pt, .pth), a zip with a pickle, which is not read here. " + PYTORCH;
        }
        if (names.stream().anyMatch(name -> name.endsWith(".weights.h5") || name.equals("config.json"))) {
            return "a Keras model (.keras), which is not read here. " + KERAS;
        }
        if (names.stream().anyMatch(name -> name.endsWith(".npy"))) {
            return "arrays of NumPy (.npz), which are not read here. " + NUMPY;
        }
        return "a zip file. Unpack it, and give the .safetensors or .onnx file in it";
    }

    /** The length of a header, less than 4 GB, and its first letter. */
    private static boolean isSafetensors(byte[] head) {
        return begins(head, 4, "\0\0\0\0{");
    }

    private static boolean isPickle(byte[] head) {
        return head.length > 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5 && isOpcode(head[2]);
    }

    /** What a pickle's protocol may be followed by: a frame, or a first object. */
    private static boolean isOpcode(byte next) {
        return "\u0095\u008ac}](K\u008c".indexOf(next & 0xff) >= 0;
    }

    private static boolean begins(byte[] head, int at, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
        return head.length >= at + bytes.length && Arrays.equals(head, at, at + bytes.length, bytes, 0, bytes.length);
    }

    private static boolean contains(byte[] head, String word) {
        return new String(head, StandardCharsets.ISO_8859_1).contains(word);
    }
}
