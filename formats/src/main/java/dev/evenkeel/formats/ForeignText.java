package dev.evenkeel.formats;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Texts where a model should be: lists of its parts, its settings, or what a server answered in its place. */
final class ForeignText {
    static final String AS_ONE =
            "Make one file of them, in Python: from safetensors.torch import load_file, save_file; save_file({name: tensor"
                    + " for part in PARTS for name, tensor in load_file(part).items()}, 'weights.safetensors')";

    private static final int SHOWN = 60;

    private ForeignText() {}

    /** What a file is and what to do, as the end of a sentence; empty if it does not begin as a text. */
    static Optional<String> advice(byte[] head) {
        if (!isText(head)) {
            return Optional.empty();
        }
        String text =
                new String(head, StandardCharsets.UTF_8).replace("\ufeff", "").strip();
        String start = text.substring(0, Math.min(text.length(), 100)).toLowerCase(Locale.ROOT);
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of("a pointer of Git LFS to a file that was not fetched. Fetch it: git lfs pull");
        }
        if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
            return Optional.of(
                    "a web page, not a model: the download went wrong. Fetch the file itself, the 'raw' one");
        }
        if (text.startsWith("model_checkpoint_path:")) {
            return Optional.of(
                    "the list of a TensorFlow checkpoint, which is not read here. Load it where its model was"
                            + " made, and write that as ONNX (tf2onnx)");
        }
        if (text.startsWith("{") && text.contains("\"weight_map\"")) {
            return Optional.of(
                    "the list of weights in several safetensors files, which are not read together here. " + AS_ONE);
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            return Optional.of("text in JSON, as of settings or of an answer to a download ('" + shown(text)
                    + "'), not a model. Give the .safetensors or .onnx file itself");
        }
        return Optional.of(
                "text ('" + shown(text) + "'), not a model. If it is what was fetched, the download went wrong:"
                        + " fetch the .safetensors or .onnx file itself");
    }

    /** Letters, and line ends at most, in the first bytes. */
    private static boolean isText(byte[] head) {
        int looked = Math.min(head.length, 64);
        for (int at = 0; at < looked; at++) {
            int value = head[at] & 0xff;
            if (value < 32 && value != '\n' && value != '\r' && value != '\t' || value == 127) {
                return false;
            }
        }
        return looked >= 8
                && new String(head, 0, looked, StandardCharsets.UTF_8)
                                .chars()
                                .filter(letter -> letter == 0xfffd)
                                .count()
                        <= 1;
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
    }
}
