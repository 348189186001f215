package dev.evenkeel.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.weights.Keras;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForeignFileTest {
    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> files() throws IOException {
        return Stream.of(
                Arguments.of("an HDF5 file", "--origin keras", bytes("\u0089HDF\r\n\u001a\n\0\0\0")),
                Arguments.of("an HDF5 file", "Keras.load", bytes("\0".repeat(512) + "\u0089HDF\r\n\u001a\n")),
                Arguments.of("a file of PyTorch (.pt, .pth)", "torch.load(", zip("weights/data.pkl", "weights/data/0")),
                Arguments.of(
                        "a TorchScript model", "torch.jit.load(", zip("m/data.pkl", "m/code/x.py", "m/constants.pkl")),
                Arguments.of("a Keras model (.keras)", "model.export(", zip("metadata.json", "config.json")),
                Arguments.of("arrays of NumPy (.npz)", "numpy.load(", zip("a.npy", "b.npy")),
                Arguments.of("a zip file", "Unpack it", zip("readme.txt")),
                Arguments.of("an array of NumPy (.npy)", "save_file(", bytes("\u0093NUMPY\u0001\0")),
                Arguments.of(
                        "a pickle", "torch.load(", bytes("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.")),
                Arguments.of("a pickle", "torch.load(", bytes("\u0080\u0004\u0095\u0010\0\0\0\0\0\0\0")),
                Arguments.of("a pickle", "torch.load(", bytes("sys_info" + "\0".repeat(249) + "ustar")),
                Arguments.of("a GGUF file", "llama.cpp", bytes("GGUF\u0003\0\0\0")),
                Arguments.of("a TensorFlow Lite model", "tf2onnx", bytes("\u001c\0\0\0TFL3")),
                Arguments.of(
                        "a pointer of Git LFS", "git lfs pull", bytes("version https://git-lfs.github.com/spec/v1\n")),
                Arguments.of("a web page", "raw", bytes("\n<!DOCTYPE html><html>")),
                Arguments.of("compressed by gzip", "gunzip", bytes("\u001f\u008b\b\0")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void filesOfOthersAreKnownWhateverTheyAreCalled(String what, String wayOut, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("model.safetensors"), content);
        assertThatThrownBy(() -> ForeignFile.refuse(file))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(file + " is " + what)
                .hasMessageContaining(wayOut);
        Network network = Network.of(Shape.of(2), Layers.linear(1));
        assertThatThrownBy(() -> Keras.load(network, file)).hasMessageStartingWith(file + " is " + what);
    }

    @Test
    void foldersOfOthersAreKnown() throws IOException {
        assertThat(ForeignFile.advice(folder)).isEmpty();
        Path file = Files.writeString(folder.resolve("saved_model.pb"), "");
        assertThat(ForeignFile.advice(folder))
                .hasValueSatisfying(text -> assertThat(text).startsWith("a TensorFlow SavedModel"));
        Files.delete(file);
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{}");
        assertThat(ForeignFile.advice(folder))
                .hasValueSatisfying(
                        text -> assertThat(text).startsWith("a folder of weights in several safetensors files"));
    }

    @Test
    void ourFilesAreNot() throws IOException {
        Path file = folder.resolve("ours.safetensors");
        new SafetensorsWriter().floats("a", new float[1], 1).write(file);
        assertThat(ForeignFile.advice(file)).isEmpty();
        assertThat(ForeignFile.advice(Files.write(file, bytes("\u0080\u0004}\0\0\0\0\0{\"a\""))))
                .isEmpty();
        assertThat(ForeignFile.advice(Files.write(file, bytes("abc")))).isEmpty();
        assertThat(ForeignFile.advice(folder.resolve("nothing"))).isEmpty();
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "EVENKEEL_PRETRAINED", matches = ".+")
    void aRealModelOfKeras() {
        Path file = Path.of(System.getenv("EVENKEEL_PRETRAINED"), "mobilenet-vww", "vww_96.h5");
        assertThat(ForeignFile.advice(file))
                .hasValueSatisfying(text -> assertThat(text).startsWith("an HDF5 file"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(1);
            }
        }
        return bytes.toByteArray();
    }
}
