package dev.evenkeel.formats;

import java.util.List;
import java.util.Optional;

/** Files of others by the bytes that they begin with. */
final class ForeignBytes {
    private static final String ELSEWHERE = ", which is no network. Give a .safetensors or .onnx file";

    private record Magic(int at, String bytes, String advice) {}

    private static final List<Magic> KNOWN = List.of(
            new Magic(
                    0,
                    "GGUF",
                    "a GGUF file, a language model for llama.cpp, which is not read here. Take the model as it was before"
                            + " it became one, as .safetensors"),
            new Magic(
                    0,
                    "lmgg",
                    "a GGML file, a model for older versions of llama.cpp, which is not read here. Take the model as it"
                            + " was before it became one, as .safetensors"),
            new Magic(
                    4,
                    "TFL3",
                    "a TensorFlow Lite model, which is not read here. Write it as ONNX: python -m tf2onnx.convert --tflite"
                            + " FILE --output model.onnx"),
            new Magic(0, "\u001f\u008b", "compressed by gzip. Unpack it: gunzip -k FILE"),
            new Magic(0, "BZh", "compressed by bzip2. Unpack it: bunzip2 -k FILE"),
            new Magic(0, "\u00fd7zXZ\0", "compressed by xz. Unpack it: unxz -k FILE"),
            new Magic(0, "(\u00b5/\u00fd", "compressed by zstd. Unpack it: unzstd FILE"),
            new Magic(0, "7z\u00bc\u00af'\u001c", "a 7z archive. Unpack it: 7z x FILE"),
            new Magic(0, "Rar!\u001a\u0007", "a RAR archive. Unpack it: unrar x FILE"),
            new Magic(
                    257,
                    "ustar",
                    "a tar archive. Unpack it, and give the .safetensors or .onnx file in it: tar xf FILE"),
            new Magic(0, "\u0082\u00a6params", msgpack("Flax (.msgpack)", "flax")),
            new Magic(0, "\u0081\u00a6params", msgpack("Flax (.msgpack)", "flax")),
            new Magic(0, "\u0082\u00a8metadata", msgpack("Burn (.mpk)", "burn")),
            new Magic(0, "CBM1", "a model of CatBoost" + ELSEWHERE),
            new Magic(
                    0,
                    "MATLAB 5.0",
                    "a file of MATLAB (.mat), which is not read here. Write the network as ONNX:"
                            + " exportONNXNetwork(net, 'model.onnx')"),
            new Magic(0, "PAR1", "a table in Parquet" + ELSEWHERE),
            new Magic(0, "\u0089PNG", "an image" + ELSEWHERE),
            new Magic(0, "\u00ff\u00d8\u00ff", "an image" + ELSEWHERE),
            new Magic(0, "%PDF", "a PDF document" + ELSEWHERE));

    private ForeignBytes() {}

    private static String msgpack(String what, String origin) {
        return "a MessagePack file, as of " + what
                + ", which is not read here. Save its weights as safetensors, and read" + " those with --origin "
                + origin;
    }

    /** What a file is and what to do, as the end of a sentence. */
    static Optional<String> advice(byte[] head) {
        return KNOWN.stream()
                .filter(magic -> ForeignFile.begins(head, magic.at(), magic.bytes()))
                .map(Magic::advice)
                .findFirst();
    }
}
