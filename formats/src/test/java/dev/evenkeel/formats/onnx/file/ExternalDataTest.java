package dev.evenkeel.formats.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.protobuf.WireWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalDataTest {
    private static final byte[] WEIGHTS = {9, 9, 9, 9, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40};

    @TempDir
    private Path outer;

    private Path file;

    @BeforeEach
    void writeTheWeights() throws IOException {
        Path folder = Files.createDirectories(outer.resolve("model/sub")).getParent();
        file = folder.resolve("m.onnx");
        Files.write(folder.resolve("sub/w.bin"), WEIGHTS);
        Files.write(outer.resolve("secret"), WEIGHTS);
    }

    private static void pointAt(WireWriter tensor, Map<String, String> place) {
        new TreeMap<>(place)
                .forEach((key, value) -> tensor.message(13, entry -> {
                    entry.text(1, key);
                    entry.text(2, value);
                }));
        tensor.whole(14, 1);
    }

    private static byte[] model(Map<String, String> place) {
        return RawModel.tensor(ElementType.FLOAT, List.of(2L), tensor -> pointAt(tensor, place));
    }

    private void assertRefused(String location, Map<String, String> place, String words) throws IOException {
        Files.write(file, model(place));
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.read(file))
                .withMessage(file + ": tensor 'w' has its elements in the file '" + location + "': " + words);
    }

    private void assertPlaceRefused(String location, String words) throws IOException {
        assertRefused(location, Map.of("location", location), words);
    }

    private void assertExtentRefused(String offset, String length, String words) throws IOException {
        assertRefused("sub/w.bin", Map.of("location", "sub/w.bin", "offset", offset, "length", length), words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub/w.bin", "./sub/w.bin", "sub/../sub/w.bin", "link"})
    void elementsBesideTheModelAreRead(String location) throws IOException {
        Files.createSymbolicLink(file.resolveSibling("link"), Path.of("sub/w.bin"));
        Files.write(file, model(Map.of("location", location, "offset", "4", "length", "8", "checksum", "unread")));
        assertThat(OnnxFile.read(file).graph().initializers())
                .containsExactly(TensorProto.ofFloats("w", List.of(2L), 1, 2));
    }

    @Test
    void aLengthMayBeLeftOut() throws IOException {
        Files.write(file, model(Map.of("location", "sub/w.bin", "offset", "4")));
        assertThat(OnnxFile.read(file).graph().initializers().get(0).floats()).containsExactly(1, 2);
    }

    @Test
    void placesOutsideTheFolderAreRefused() throws IOException {
        String outside = "only files in the model's folder are read. Move it there and export it again";
        assertPlaceRefused("../secret", outside);
        assertPlaceRefused("sub/../../secret", outside);
        assertPlaceRefused(outer.resolve("secret").toString(), outside);
        assertPlaceRefused(file.resolveSibling("sub/w.bin").toString(), outside);
        assertRefused("sub?", Map.of("location", "sub\u0000"), "this is no file's name here. Export it again");
    }

    @Test
    void symbolicLinksOutOfTheFolderAreRefused() throws IOException {
        String outside = "a symbolic link leads out of the model's folder. Put the file itself there";
        Files.createSymbolicLink(file.resolveSibling("link"), outer.resolve("secret"));
        assertPlaceRefused("link", outside);
        Files.createSymbolicLink(file.resolveSibling("out"), outer);
        assertPlaceRefused("out/secret", outside);
    }

    @Test
    void missingFilesAndFoldersAreRefused() throws IOException {
        assertPlaceRefused("absent", "there is no such file beside the model. Fetch or export it too");
        assertPlaceRefused("sub", "this is a folder. Give the file inside it");
        assertRefused("", Map.of("offset", "4"), "it needs a location, but has none. Export it again");
    }

    @Test
    void bytesMustBeInTheFile() throws IOException {
        String damaged = ", but the file has 12. It is damaged: fetch or export it again";
        assertExtentRefused("5", "8", "the tensor needs 8 bytes from byte 5 on" + damaged);
        assertExtentRefused("-1", "8", "the tensor needs 8 bytes from byte -1 on" + damaged);
        assertExtentRefused(
                "9223372036854775807", "8", "the tensor needs 8 bytes from byte 9223372036854775807 on" + damaged);
        assertExtentRefused("0", "12", "the tensor's extents make 8 bytes, but its length is 12. Export it again");
        assertExtentRefused("one", "8", "its offset needs to be a number, but is 'one'. Export it again");
        assertExtentRefused(
                "0",
                "99999999999999999999",
                "its length needs to be a number, but is '99999999999999999999'. Export it again");
    }

    @Test
    void hugeExtentsTakeNoMemory() throws IOException {
        Files.write(
                file,
                RawModel.tensor(
                        ElementType.DOUBLE,
                        List.of(2_000_000_000L),
                        tensor -> pointAt(tensor, Map.of("location", "sub/w.bin"))));
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.read(file))
                .withMessageContaining("needs 16000000000 bytes from byte 0 on, but the file has 12");
    }

    @Test
    void tensorsThatOverlapBeyondTheFileAreRefused() throws IOException {
        Files.write(file, RawModel.graph(graph -> {
            for (String name : List.of("a", "b")) {
                graph.message(5, tensor -> {
                    tensor.whole(1, 2);
                    tensor.whole(2, 1);
                    tensor.text(8, name);
                    pointAt(tensor, Map.of("location", "sub/w.bin"));
                });
            }
        }));
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.read(file))
                .withMessage(
                        file + ": tensor 'b' has its elements in the file 'sub/w.bin': the tensors there need more "
                                + "than its 12 bytes altogether, so they overlap. Export it again");
    }

    @Test
    void bytesAloneReachNoOtherFile() {
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.parse("m.onnx", model(Map.of("location", "sub/w.bin"))))
                .withMessage(
                        "m.onnx: tensor 'w' has its elements in the file 'sub/w.bin': bytes alone do not reach other "
                                + "files. Read the model from its own file, or export it in one");
    }

    @Test
    void otherLocationsAreRefused() {
        byte[] model = RawModel.tensor(ElementType.FLOAT, List.of(2L), tensor -> tensor.whole(14, 2));
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.parse("m.onnx", model))
                .withMessage("m.onnx: tensor 'w' has its elements at the unknown location 2, but 0 and 1 are known. "
                        + "Export it with the elements inside the file");
    }
}
