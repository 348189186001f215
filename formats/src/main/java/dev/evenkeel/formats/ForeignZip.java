package dev.evenkeel.formats;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Zip files as PyTorch, Keras and NumPy write them, known by the names in them. */
final class ForeignZip {
    static final String PYTORCH =
            "Save its weights as safetensors, in Python: from safetensors.torch import save_file; state ="
                    + " torch.load(FILE, map_location='cpu', weights_only=True); save_file({name: tensor.contiguous() for"
                    + " name, tensor in state.items()}, 'weights.safetensors'). Or write the model with torch.onnx.export";
    static final String KERAS = "Save its weights as safetensors, in Python: from safetensors.numpy import save_file;"
            + " save_file({weight.path: weight.numpy() for weight in model.weights}, 'weights.safetensors'), and"
            + " read those with --origin keras (Keras.load). Or write the model with"
            + " model.export('model.onnx', format='onnx')";
    private static final String NUMPY =
            "Save its arrays as safetensors, in Python: from safetensors.numpy import save_file; save_file(dict("
                    + "numpy.load(FILE)), 'weights.safetensors')";

    private static final int MAX_ENTRIES = 10_000;
    private static final int NAME_LENGTH_AT = 26;
    private static final int NAME_AT = 30;

    private ForeignZip() {}

    /** What the file is and what to do, as the end of a sentence. */
    static String of(Path file, byte[] head) {
        List<String> names = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            zip.stream().limit(MAX_ENTRIES).map(ZipEntry::getName).forEach(names::add);
        } catch (IOException | IllegalArgumentException cut) {
            names.addAll(atTheirStarts(head));
            boolean known =
                    any(names, name -> name.endsWith("data.pkl") || name.endsWith(".npy") || name.endsWith(".json"));
            return (known ? what(names) + ". But it" : "a zip file, as PyTorch, Keras and NumPy write, which")
                    + " is cut short or damaged: fetch or write it again first";
        }
        return what(names);
    }

    private static String what(List<String> names) {
        if (any(names, name -> name.contains("/code/") || name.endsWith("/constants.pkl"))) {
            return "a TorchScript model of PyTorch (.pt), which is not read here. "
                    + PYTORCH.replace(
                            "state = torch.load(FILE, map_location='cpu', weights_only=True)",
                            "state = torch.jit.load(FILE, map_location='cpu').state_dict()");
        }
        if (any(names, name -> name.endsWith("data.pkl"))) {
            return "a file of PyTorch (.pt, .pth), a zip with a pickle, which is not read here. " + PYTORCH;
        }
        if (any(names, name -> name.endsWith(".weights.h5") || name.equals("config.json"))) {
            return "a Keras model (.keras), which is not read here. " + KERAS;
        }
        if (any(names, name -> name.endsWith(".npy"))) {
            return "arrays of NumPy (.npz), which are not read here. " + NUMPY;
        }
        if (any(names, name -> name.equals("coefficients.bin"))) {
            return "a model of DL4J (.zip), which is not read here. Write its weights as safetensors or ONNX where it was"
                    + " trained";
        }
        if (any(names, name -> name.endsWith("saved_model.pb"))) {
            return "a zip file with a TensorFlow SavedModel, which is not read here. Unpack it. "
                    + ForeignFile.TENSORFLOW;
        }
        if (any(names, name -> name.endsWith(".safetensors") || name.endsWith(".onnx"))) {
            return "a zip file. Unpack it, and give the .safetensors or .onnx file in it";
        }
        return "a zip file without a .safetensors or .onnx file in it, which is not read here. Give one of these";
    }

    private static boolean any(List<String> names, java.util.function.Predicate<String> test) {
        return names.stream().anyMatch(test);
    }

    /** The names before entries, of a file without the list at its end. */
    private static List<String> atTheirStarts(byte[] head) {
        List<String> names = new ArrayList<>();
        for (int at = 0; at + NAME_AT < head.length; at++) {
            if (ForeignFile.begins(head, at, "PK\u0003\u0004")) {
                int length = head[at + NAME_LENGTH_AT] & 0xff | (head[at + NAME_LENGTH_AT + 1] & 0xff) << 8;
                int end = Math.min(head.length, at + NAME_AT + length);
                names.add(new String(head, at + NAME_AT, end - at - NAME_AT, StandardCharsets.UTF_8));
            }
        }
        return names;
    }
}
