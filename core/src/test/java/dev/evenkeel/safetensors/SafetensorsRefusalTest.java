package dev.evenkeel.safetensors;

import static dev.evenkeel.safetensors.RawFile.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsRefusalTest {
    @TempDir
    Path folder;

    static Stream<Arguments> badHeaders() {
        String two = entry("a", "F32", "[2]", 0, 8);
        return Stream.of(
                bad("[]", 0, "its header does not begin with '{'"),
                bad(" {}", 0, "its header does not begin with '{'"),
                bad("", 0, "its header does not begin with '{'"),
                bad("{", 0, "its header is not strict JSON: line 1, column 2: expected a key in double quotes"),
                bad("{}x", 0, "its header is not strict JSON: line 1, column 3: expected the end of the text"),
                bad("{" + two + "," + two + "}", 8, "not strict JSON: line 1, column 55: duplicate key \"a\""),
                bad("{" + two + ",}", 8, "not strict JSON: line 1, column 55: expected a key"),
                bad(
                        "{\"__metadata__\":{\"k\":\"v\",\"k\":\"w\"}}",
                        0,
                        "not strict JSON: line 1, column 26: duplicate key \"k\""),
                bad("{\"__metadata__\":[]}", 0, "__metadata__ must be an object of strings"),
                bad("{\"__metadata__\":{\"k\":1}}", 0, "__metadata__ must hold strings only, but 'k' is no string"),
                bad("{\"a\":1}", 0, "tensor 'a' must be an object with dtype, shape and data_offsets"),
                bad(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4],\"strides\":[]}}",
                        4,
                        "tensor 'a' has the unknown key 'strides'"),
                bad("{\"a\":{\"shape\":[],\"data_offsets\":[0,4]}}", 4, "tensor 'a' needed a member 'dtype'"),
                bad("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4, "tensor 'a' needed a member 'shape'"),
                bad("{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}", 4, "tensor 'a' needed a member 'data_offsets'"),
                bad(
                        "{\"a\":{\"dtype\":1,\"shape\":[],\"data_offsets\":[0,4]}}",
                        4,
                        "tensor 'a' 'dtype': needed a string"),
                bad("{" + entry("a", "F4", "[]", 0, 1) + "}", 1, "tensor 'a' has the dtype 'F4', but only [F64, F32"),
                bad("{" + entry("a", "f32", "[]", 0, 4) + "}", 4, "tensor 'a' has the dtype 'f32', but only"),
                bad("{" + entry("a", "F32", "2", 0, 8) + "}", 8, "tensor 'a' 'shape': needed an array"),
                bad("{" + entry("a", "F32", "[2.0]", 0, 8) + "}", 8, "tensor 'a' 'shape': [0]: needed a whole number"),
                bad(
                        "{" + entry("a", "F32", "[-2]", 0, 8) + "}",
                        8,
                        "tensor 'a' has the negative number -2 in its shape"),
                bad(
                        "{" + entry("a", "F32", "[1]", -4, 0) + "}",
                        4,
                        "tensor 'a' has the negative number -4 in its data_offsets"),
                bad(
                        "{" + entry("a", "F32", "[9223372036854775808]", 0, 8) + "}",
                        8,
                        "tensor 'a' 'shape': [0]: needed a whole"),
                bad(
                        "{" + entry("a", "F32", "[4611686018427387904]", 0, 0) + "}",
                        0,
                        "tensor 'a' has the shape [4611686018427387904], which is too large for any file"),
                bad(
                        "{" + entry("a", "U8", "[4294967296,4294967296]", 0, 0) + "}",
                        0,
                        "tensor 'a' has the shape [4294967296, 4294967296], which is too large for any file"),
                bad(
                        "{" + entry("a", "F32", "[3]", 0, 8) + "}",
                        8,
                        "tensor 'a' is F32 [3], which takes 12 bytes, but its data_offsets [0, 8] span 8"),
                bad(
                        "{" + entry("a", "F32", "[2]", 8, 0) + "}",
                        8,
                        "tensor 'a' needs data_offsets [begin, end], but has [8, 0]"),
                bad(
                        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]}}",
                        8,
                        "tensor 'a' needs data_offsets [begin, end], but has [0, 4, 8]"),
                bad(
                        "{" + two + "," + entry("b", "F32", "[2]", 4, 12) + "}",
                        12,
                        "tensor 'b' begins at byte 4, inside another tensor that ends at 8"),
                bad(
                        "{" + two + "," + entry("b", "F32", "[2]", 0, 8) + "}",
                        8,
                        "tensor 'b' begins at byte 0, inside another"),
                bad(
                        "{" + two + "," + entry("b", "F32", "[0]", 4, 4) + "}",
                        8,
                        "tensor 'b' begins at byte 4, inside another"),
                bad(
                        "{" + entry("a", "F32", "[2]", 4, 12) + "}",
                        12,
                        "its bytes 0 to 4 before tensor 'a' belong to no tensor"),
                bad(
                        "{" + two + "," + entry("b", "F32", "[2]", 12, 20) + "}",
                        20,
                        "its bytes 8 to 12 before tensor 'b' belong to no tensor"),
                bad("{" + two + "}", 7, "its tensors need 8 bytes of values, but it has only 7: it is cut short"),
                bad("{" + two + "}", 9, "it goes on for 1 bytes after its last tensor"),
                bad("{}", 1, "it goes on for 1 bytes after its last tensor"),
                bad(
                        "{" + entry("a", "U8", "[9223372036854775807]", 0, Long.MAX_VALUE) + "}",
                        8,
                        "its tensors need 9223372036854775807 bytes of values, but it has only 8: it is cut short"));
    }

    private static Arguments bad(String header, int bodyBytes, String words) {
        return Arguments.of(header, bodyBytes, words);
    }

    @ParameterizedTest
    @MethodSource("badHeaders")
    void badHeadersAreRefusedInOneClearSentence(String header, int bodyBytes, String words) {
        assertRefused(RawFile.of(header, bodyBytes), words);
    }

    private static void assertRefused(byte[] file, String words) {
        assertThatExceptionOfType(SafetensorsException.class)
                .isThrownBy(() -> SafetensorsFile.parse("model.safetensors", file))
                .withMessageStartingWith("model.safetensors: ")
                .withMessageContaining(words)
                .withMessageMatching("(?s).*(\\. |: )(Check|Convert|The file).*");
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] header = "{\"__metadata__\":{\"k\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
        for (byte[] malformed : new byte[][] {{(byte) 0xff}, {(byte) 0xc0}, {(byte) 0xc3}}) {
            byte[] copy = header.clone();
            copy[22] = malformed[0];
            assertRefused(RawFile.of(copy, new byte[0]), "its header is not valid UTF-8");
        }
        byte[] surrogate = "{\"__metadata__\":{\"k\":\"???\"}}".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, 0, surrogate, 22, 3);
        assertRefused(RawFile.of(surrogate, new byte[0]), "its header is not valid UTF-8");
    }

    @Test
    void filesTooShortForALengthAreRefused() {
        for (int length = 0; length < 8; length++) {
            assertRefused(new byte[length], "it has " + length + " bytes, but even an empty safetensors file has 10");
        }
    }

    @Test
    void impossibleHeaderLengthsAreRefused() {
        byte[] header = {'{', '}'};
        byte[] none = {};
        assertRefused(RawFile.claiming(3, header, none), "its header should have 3 bytes, but only 2 follow");
        assertRefused(RawFile.claiming(100_000_000, header, none), "should have 100000000 bytes, but only 2 follow");
        assertRefused(RawFile.claiming(100_000_001, header, none), "claim a header of 100000001 bytes");
        assertRefused(RawFile.claiming(Long.MIN_VALUE, header, none), "claim a header of 9223372036854775808 bytes");
        assertRefused(RawFile.claiming(-1, header, none), "claim a header of 18446744073709551615 bytes");
    }

    @Test
    void everyTruncationOfAGoodFileIsRefused() {
        byte[] good = new SafetensorsWriter()
                .metadata("format", "pt")
                .floats("weight", new float[] {1, 2, 3}, 3)
                .toBytes();
        SafetensorsFile.parse("good", good).close();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatExceptionOfType(SafetensorsException.class).isThrownBy(() -> SafetensorsFile.parse("cut", cut));
        }
    }

    @Test
    void aHostileHeaderOfMillionsOfValuesIsRefused() {
        String header = "{" + entry("a", "U8", "[" + "1,".repeat(600_000) + "1]", 0, 1) + "}";
        assertRefused(RawFile.of(header, 1), "the text holds more than 500000 values");
    }

    @Test
    void namesCannotForgeMessages() {
        assertRefused(
                RawFile.of("{" + entry("a\\nERROR" + "x".repeat(500), "F8", "[]", 0, 1) + "}", 1),
                "tensor 'a?ERROR" + "x".repeat(93) + "...' has the dtype");
    }

    @Test
    void missingTensorsAndOtherTypesAreNamed() {
        SafetensorsFile file = SafetensorsFile.parse(
                "m",
                new SafetensorsWriter()
                        .longs("n", new long[] {1})
                        .floats("w", new float[2], 2)
                        .toBytes());
        assertSays(() -> file.floats("weight"), "m: it has no tensor 'weight' among its 2");
        assertSays(() -> file.floats("n"), "m: tensor 'n' should be F32, F64, F16 or BF16, but is I64");
        assertSays(() -> file.doubles("n"), "m: tensor 'n' should be F32, F64, F16 or BF16, but is I64");
        assertSays(() -> file.longs("w"), "m: tensor 'w' should be I64, but is F32");
    }

    @Test
    void pathsThatAreNoFilesAreRefused() {
        Path missing = folder.resolve("missing.safetensors");
        assertSays(() -> SafetensorsFile.read(missing), missing + ": there is no such file");
        assertSays(() -> SafetensorsFile.read(folder), folder + ": this is a folder");
    }

    @Test
    void aFileThatShrinksWhileOpenIsAClearError() throws IOException {
        Path path = folder.resolve("shrinks.safetensors");
        new SafetensorsWriter().floats("w", new float[1000], 1000).write(path);
        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            try (RandomAccessFile shrinking = new RandomAccessFile(path.toFile(), "rw")) {
                shrinking.setLength(500);
            }
            assertSays(() -> file.floats("w"), path + ": tensor 'w' cannot be read: java.io.EOFException");
        }
    }

    @Test
    void aClosedFileIsAClearError() {
        Path path = folder.resolve("closed.safetensors");
        new SafetensorsWriter().floats("w", new float[1], 1).write(path);
        SafetensorsFile file = SafetensorsFile.read(path);
        file.close();
        file.close();
        assertSays(() -> file.floats("w"), "Check that the file is still open");
    }

    @Test
    void aHugeSparseFileWithAHugeTensorAllocatesNothing() throws IOException {
        Path path = folder.resolve("huge.safetensors");
        long bytes = 3L << 30;
        String header = "{" + entry("w", "U8", "[" + bytes + "]", 0, bytes) + "}";
        Files.write(path, RawFile.of(header, 0));
        try (RandomAccessFile growing = new RandomAccessFile(path.toFile(), "rw")) {
            growing.setLength(8 + header.length() + bytes);
        }
        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            assertThat(file.tensor("w").elements()).isEqualTo(bytes);
            assertSays(() -> file.bytes("w"), "tensor 'w' needs an array of 3221225472, longer than Java's arrays");
        }
    }

    private static void assertSays(ThrowingCallable reading, String words) {
        assertThatExceptionOfType(EvenkeelException.class).isThrownBy(reading).withMessageContaining(words);
    }
}
