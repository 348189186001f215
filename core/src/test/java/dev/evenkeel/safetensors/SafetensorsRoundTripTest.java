package dev.evenkeel.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsRoundTripTest {
    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -2.5f,
        Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NaN,
        65519f
    };

    @TempDir
    Path folder;

    @Test
    void theBytesAreThoseOfTheFormat() {
        byte[] file = new SafetensorsWriter()
                .metadata("format", "pt")
                .floats("b", new float[] {1, -2}, 2, 1)
                .longs("n", new long[] {258})
                .toBytes();
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[8,16]},"
                + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        byte[] expected = ByteBuffer.allocate(8 + padded.length() + 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .putLong(258)
                .putFloat(1)
                .putFloat(-2)
                .array();
        assertThat(file).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"F64", "F32", "F16", "BF16"})
    void floatsComeBackRoundedToTheirType(DataType type) {
        byte[] bytes = new SafetensorsWriter().floats("w", type, SPECIAL, 2, 5).toBytes();
        SafetensorsFile file = SafetensorsFile.parse("memory", bytes);
        assertThat(file.tensor("w").type()).isEqualTo(type);
        assertThat(file.tensor("w").shape()).containsExactly(2, 5);
        float[] floats = file.floats("w");
        double[] doubles = file.doubles("w");
        for (int i = 0; i < SPECIAL.length; i++) {
            Float expected = switch (type) {
                case F16 -> HalfPrecision.binary16ToFloat(HalfPrecision.floatToBinary16(SPECIAL[i]));
                case BF16 -> HalfPrecision.bfloat16ToFloat(HalfPrecision.floatToBfloat16(SPECIAL[i]));
                default -> SPECIAL[i];
            };
            assertThat(floats[i]).isEqualTo(expected);
            assertThat(doubles[i]).isEqualTo(Double.valueOf(expected));
        }
    }

    @Test
    void doublesAndLongsComeBackExactly() {
        double[] doubles = {Math.PI, Double.MIN_VALUE, -0.0, Double.NaN, 1e300};
        long[] longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE};
        SafetensorsFile file = SafetensorsFile.parse(
                "memory",
                new SafetensorsWriter()
                        .doubles("d", doubles, 5)
                        .longs("l", longs, 2, 2)
                        .toBytes());
        assertThat(file.doubles("d")).containsExactly(doubles);
        assertThat(file.floats("d")).containsExactly(3.1415927f, 0f, -0f, Float.NaN, Float.POSITIVE_INFINITY);
        assertThat(file.longs("l")).containsExactly(longs);
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void rawBytesOfEveryTypeComeBack(DataType type) {
        byte[] bytes = new byte[6 * type.bytes()];
        new Random(1).nextBytes(bytes);
        SafetensorsFile file = SafetensorsFile.parse(
                "memory", new SafetensorsWriter().bytes("t", type, bytes, 3, 2).toBytes());
        assertThat(file.bytes("t")).isEqualTo(bytes);
        assertThat(file.tensor("t")).hasToString("t " + type + " [3, 2]");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16383, 16384, 16385, 32768, 100_003})
    void everyLengthComesBackThroughAFile(int length) {
        float[] floats = new float[length];
        double[] doubles = new double[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            floats[i] = random.nextFloat();
            doubles[i] = random.nextDouble();
        }
        Path path = folder.resolve("lengths.safetensors");
        new SafetensorsWriter()
                .floats("f", floats, length)
                .floats("h", DataType.F16, floats, length)
                .doubles("d", doubles, length)
                .write(path);
        try (SafetensorsFile file = SafetensorsFile.read(path)) {
            assertThat(file.doubles("d")).isEqualTo(doubles);
            assertThat(file.floats("f")).isEqualTo(floats);
            assertThat(file.floats("h")).hasSize(length);
            if (length > 0) {
                assertThat(file.floats("h")[length - 1])
                        .isEqualTo(HalfPrecision.binary16ToFloat(HalfPrecision.floatToBinary16(floats[length - 1])));
            }
        }
    }

    @Test
    void scalarsAndEmptyTensorsComeBack() {
        SafetensorsFile file = SafetensorsFile.parse(
                "memory",
                new SafetensorsWriter()
                        .floats("empty", new float[0], 0, 1L << 40)
                        .floats("scalar", new float[] {7})
                        .longs("none", new long[0], 0)
                        .floats("last", new float[0], 3, 0)
                        .toBytes());
        assertThat(file.tensor("scalar").rank()).isZero();
        assertThat(file.floats("scalar")).containsExactly(7);
        assertThat(file.floats("empty")).isEmpty();
        assertThat(file.longs("none")).isEmpty();
        assertThat(file.tensor("empty").elements()).isZero();
        assertThat(file.tensor("last").hasShape(3, 0)).isTrue();
        assertThat(file.tensors().keySet()).containsExactly("empty", "scalar", "none", "last");
    }

    @Test
    void aFileWithNothingInItIsAFile() {
        byte[] bytes = new SafetensorsWriter().toBytes();
        assertThat(bytes).hasSize(16);
        assertThat(SafetensorsFile.parse("memory", bytes).tensors()).isEmpty();
        assertThat(SafetensorsFile.parse("memory", RawFile.of("{}", 0)).metadata())
                .isEmpty();
    }

    @Test
    void metadataAndNamesKeepTheirOrderAndEveryCharacter() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("z", "{\"network\":[1,2]}\n\t\\");
        metadata.put("", "");
        metadata.put("\u00e9\ud83d\ude00", "\u0000\u2028");
        SafetensorsFile file = SafetensorsFile.parse(
                "memory",
                new SafetensorsWriter()
                        .metadata(metadata)
                        .floats("z\"\u00e9", new float[1], new int[] {1})
                        .floats("", new float[1], 1)
                        .toBytes());
        assertThat(file.metadata()).containsExactlyEntriesOf(metadata);
        assertThat(file.tensors().keySet()).containsExactly("z\"\u00e9", "");
    }

    @Test
    void everyTensorStartsAtAMultipleOfItsElementSize() {
        SafetensorsFile file = SafetensorsFile.parse(
                "memory",
                new SafetensorsWriter()
                        .bytes("flags", DataType.BOOL, new byte[3], 3)
                        .floats("half", DataType.F16, new float[1], 1)
                        .floats("weight", new float[1], 1)
                        .longs("count", new long[1])
                        .toBytes());
        assertThat(file.tensors().values())
                .allSatisfy(entry ->
                        assertThat(entry.begin() % entry.type().bytes()).isZero());
        assertThat(file.tensors().keySet()).containsExactly("flags", "half", "weight", "count");
    }

    @Test
    void theHeaderMayListTensorsInAnyOrderAndEndInSpaces() {
        String header =
                "{" + RawFile.entry("b", "U8", "[2]", 1, 3) + "," + RawFile.entry("a", "U8", "[1]", 0, 1) + "}   ";
        SafetensorsFile file = SafetensorsFile.parse(
                "memory", RawFile.of(header.getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3}));
        assertThat(file.bytes("b")).containsExactly(2, 3);
        assertThat(file.bytes("a")).containsExactly(1);
    }

    @Test
    void theSameContentGivesTheSameBytes() {
        List<byte[]> files = IntStream.range(0, 2)
                .mapToObj(i -> new SafetensorsWriter()
                        .metadata("k", "v")
                        .floats("w", SPECIAL, 10)
                        .longs("n", new long[] {1})
                        .toBytes())
                .toList();
        assertThat(files.get(0)).isEqualTo(files.get(1));
    }

    @Test
    void shapesThatAreNotTheirsCannotBeChanged() {
        SafetensorsFile file = SafetensorsFile.parse(
                "memory", new SafetensorsWriter().floats("w", new float[2], 2).toBytes());
        file.tensor("w").shape()[0] = 7;
        assertThat(file.tensor("w").shape()).containsExactly(2);
        assertThat(file.tensor("w")).isEqualTo(new TensorEntry("w", DataType.F32, new long[] {2}, 0, 8));
        assertThat(file.tensor("w")).isNotEqualTo(new TensorEntry("w", DataType.F32, new long[] {2, 1}, 0, 8));
    }

    @Test
    void contentThatNoFileCanHoldIsRefused() {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("k", "v").floats("w", new float[2], 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.floats("w", new float[1], 1))
                .withMessage("Tensor 'w' is already there: use another name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.metadata("k", "w"))
                .withMessage("Metadata 'k' is already there: use another key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.floats("x", new float[5], 2, 3))
                .withMessage("Tensor 'x' of shape [2, 3] needs 6 values, but came with 5");
        assertThatIllegalArgumentException().isThrownBy(() -> writer.floats("x", new float[1], -1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.floats("x", new float[0], 1L << 32, 1L << 32));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.floats("x", DataType.I8, new float[1], 1));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.bytes("x", DataType.F32, new byte[5], 1));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.floats("__metadata__", new float[1], 1));
    }
}
