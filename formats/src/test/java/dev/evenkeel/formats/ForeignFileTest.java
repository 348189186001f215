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
                Arguments.of("a zip file", "Unpack it", zip("model.onnx")),
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
                Arguments.of("compressed by gzip", "gunzip", bytes("\u001f\u008b\b\0")),
                Arguments.of(
                        "an ONNX file by its content", "Call it .onnx", bytes("\b\b\u0012\u0007pytorch:\u00a3\u0001")),
                Arguments.of("the graph of a TensorFlow SavedModel", "tf2onnx", bytes("\b\u0001\u0012\u00a2\u0003\n")),
                Arguments.of("compressed by bzip2", "bunzip2", bytes("BZh91AY&SY")),
                Arguments.of("a tar archive", "tar xf", bytes("a.npy" + "\0".repeat(252) + "ustar")),
                Arguments.of("empty", "again", bytes("")),
                Arguments.of(
                        "the list of weights in several",
                        "Make one file of them",
                        bytes("{\"metadata\": {}, \"weight_map\": {\"fc.weight\": \"model-00001.safetensors\"}}")),
                Arguments.of("text in JSON", "itself", bytes("{\"error\":\"Repository not found\"}")),
                Arguments.of("text ('Entry not found')", "download went wrong", bytes("Entry not found")),
                Arguments.of("text ('<?xml version", "download went wrong", bytes("<?xml version=\"1.0\"?><Error>")),
                Arguments.of("a web page", "raw", bytes("\u00ef\u00bb\u00bf\n<html>")),
                Arguments.of("the list of a TensorFlow checkpoint", "ONNX", bytes("model_checkpoint_path: \"m-1\"\n")),
                Arguments.of("a MessagePack file, as of Flax", "--origin flax", bytes("\u0082\u00a6params\u0081")),
                Arguments.of("a MessagePack file, as of Burn", "--origin burn", bytes("\u0082\u00a8metadata")),
                Arguments.of("a pickle", "torch.load(", bytes("(dp0\nVw\np1\n(lp2\n")),
                Arguments.of("a model of DL4J", "safetensors", zip("configuration.json", "coefficients.bin")),
                Arguments.of("a file of PyTorch (.pt, .pth)", "torch.load(", storedWithDescriptors("m/data.pkl")),
                Arguments.of("a file of PyTorch (.pt, .pth)", "cut short", cut(zip("m/data.pkl", "m/data/0"))),
                Arguments.of("a zip file, as PyTorch", "cut short", bytes("PK\u0003\u0004\u0014\0")),
                Arguments.of("a zip file without", "Give one", zip("readme.txt")));
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
        Path onnx = Files.write(folder.resolve("a.onnx"), bytes("\b\b\u0012\u0007pytorch:\u00a3\u0001"));
        assertThat(ForeignFile.advice(onnx)).isEmpty();
        new SafetensorsWriter().floats("a", new float[1], 1).write(onnx);
        assertThat(ForeignFile.advice(onnx)).hasValue("a safetensors file, called .onnx. Call it .safetensors");
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

    private static byte[] cut(byte[] content) {
        return java.util.Arrays.copyOf(content, content.length / 2);
    }

    /** As PyTorch writes: not compressed, but the sizes behind the values all the same. */
    private static byte[] storedWithDescriptors(String name) {
        int length = name.length();
        java.nio.ByteBuffer zip = java.nio.ByteBuffer.allocate(200).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0x04034b50)
                .putShort((short) 20)
                .putShort((short) 8)
                .putShort((short) 0)
                .putInt(0);
        zip.putInt(0).putInt(0).putInt(0).putShort((short) length).putShort((short) 0);
        zip.put(bytes(name)).put((byte) 'x');
        zip.putInt(0x08074b50).putInt(0).putInt(1).putInt(1);
        int list = zip.position();
        zip.putInt(0x02014b50)
                .putShort((short) 20)
                .putShort((short) 20)
                .putShort((short) 8)
                .putShort((short) 0);
        zip.putInt(0)
                .putInt(0)
                .putInt(1)
                .putInt(1)
                .putShort((short) length)
                .putShort((short) 0)
                .putShort((short) 0);
        zip.putShort((short) 0).putShort((short) 0).putInt(0).putInt(0).put(bytes(name));
        int size = zip.position() - list;
        zip.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) 1)
                .putShort((short) 1);
        zip.putInt(size).putInt(list).putShort((short) 0);
        return java.util.Arrays.copyOf(zip.array(), zip.position());
    }
}
