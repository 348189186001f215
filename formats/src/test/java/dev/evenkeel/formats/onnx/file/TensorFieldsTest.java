package dev.evenkeel.formats.onnx.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.protobuf.WireWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Elements from each field that the format has for them. */
class TensorFieldsTest {
    private static TensorProto tensor(ElementType type, Consumer<WireWriter> elements) {
        return OnnxFile.parse("f", RawModel.tensor(type, List.of(2L), elements))
                .graph()
                .initializers()
                .get(0);
    }

    @Test
    void floatsAreReadPackedOrAlone() {
        assertThat(tensor(ElementType.FLOAT, tensor -> tensor.reals(4, List.of(1.5f, -2f)))
                        .floats())
                .containsExactly(1.5f, -2f);
        assertThat(tensor(ElementType.FLOAT, tensor -> {
                            tensor.real(4, 1.5f);
                            tensor.reals(4, List.of(-2f));
                        })
                        .floats())
                .containsExactly(1.5f, -2f);
    }

    @ParameterizedTest
    @EnumSource(names = {"INT32", "INT16", "INT8"})
    void smallSignedNumbersAreReadPackedOrAlone(ElementType type) {
        assertThat(tensor(type, tensor -> tensor.wholes(5, List.of(-3L, 100L))).longs())
                .containsExactly(-3, 100);
        assertThat(tensor(type, tensor -> {
                            tensor.whole(5, -3);
                            tensor.whole(5, 100);
                        })
                        .longs())
                .containsExactly(-3, 100);
    }

    @ParameterizedTest
    @EnumSource(names = {"UINT16", "UINT8", "BOOL"})
    void smallUnsignedNumbersAreRead(ElementType type) {
        assertThat(tensor(type, tensor -> tensor.wholes(5, List.of(0L, 255L))).longs())
                .containsExactly(0, 255);
    }

    @Test
    void halvesAreReadByTheirBits() {
        assertThat(tensor(ElementType.FLOAT16, tensor -> tensor.wholes(5, List.of(0x3c00L, 0xc000L)))
                        .floats())
                .containsExactly(1f, -2f);
        assertThat(tensor(ElementType.BFLOAT16, tensor -> tensor.wholes(5, List.of(0x3f80L, 0xc000L)))
                        .floats())
                .containsExactly(1f, -2f);
    }

    @Test
    void longNumbersAreReadPackedOrAlone() {
        assertThat(tensor(ElementType.INT64, tensor -> tensor.wholes(7, List.of(-1L, Long.MIN_VALUE)))
                        .longs())
                .containsExactly(-1, Long.MIN_VALUE);
        assertThat(tensor(ElementType.UINT64, tensor -> {
                            tensor.whole(11, -1);
                            tensor.whole(11, 5);
                        })
                        .floats())
                .containsExactly(0x1p64f, 5);
        assertThat(tensor(ElementType.UINT32, tensor -> tensor.wholes(11, List.of(0xffff_ffffL, 5L)))
                        .longs())
                .containsExactly(0xffff_ffffL, 5);
    }

    @Test
    void doublesAreReadPackedOrAlone() {
        ByteBuffer doubles = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        doubles.putDouble(0.5).putDouble(-3);
        assertThat(tensor(ElementType.DOUBLE, tensor -> tensor.bytes(10, doubles.array())))
                .isEqualTo(TensorProto.of("w", ElementType.DOUBLE, List.of(2L), doubles.array()));
        byte[] alone = RawModel.message(tensor -> {
            tensor.wholes(1, List.of(2L));
            tensor.whole(2, ElementType.DOUBLE.code());
        });
        ByteBuffer tensor = ByteBuffer.allocate(alone.length + 18).order(ByteOrder.LITTLE_ENDIAN);
        tensor.put(alone).put((byte) 0x51).putDouble(0.5).put((byte) 0x51).putDouble(-3);
        assertThat(OnnxFile.parse("f", RawModel.graph(graph -> graph.bytes(5, named(tensor.array()))))
                        .graph()
                        .initializers()
                        .get(0)
                        .elements())
                .isEqualTo(doubles.array());
    }

    private static byte[] named(byte[] tensor) {
        byte[] name = RawModel.message(writer -> writer.text(8, "w"));
        return ByteBuffer.allocate(tensor.length + name.length)
                .put(tensor)
                .put(name)
                .array();
    }

    @Test
    void elementsMayStandBeforeTheirTypeAndExtentsAlone() {
        byte[] model = RawModel.tensor(tensor -> {
            tensor.reals(4, List.of(1f, 2f));
            tensor.text(8, "w");
            tensor.whole(2, 1);
            tensor.whole(1, 2);
            tensor.whole(1, 1);
        });
        assertThat(OnnxFile.parse("f", model).graph().initializers())
                .containsExactly(TensorProto.ofFloats("w", List.of(2L, 1L), 1, 2));
    }

    @Test
    void textsAndForeignTypesKeepTheirExtentsOnly() {
        assertThat(tensor(ElementType.STRING, tensor -> tensor.text(6, "a")))
                .isEqualTo(TensorProto.of("w", ElementType.STRING, List.of(2L), new byte[0]));
        byte[] complex = RawModel.tensor(tensor -> {
            tensor.whole(2, 14);
            tensor.text(8, "w");
            tensor.reals(4, List.of(1f, 2f));
        });
        assertThat(OnnxFile.parse("f", complex).graph().initializers())
                .containsExactly(TensorProto.of("w", ElementType.OTHER, List.of(), new byte[0]));
    }

    @Test
    void noElementsAreRightForAnExtentOfZero() {
        byte[] model = RawModel.tensor(ElementType.FLOAT, List.of(0L, 5L), tensor -> {});
        assertThat(OnnxFile.parse("f", model).graph().initializers())
                .containsExactly(TensorProto.ofFloats("w", List.of(0L, 5L)));
    }

    @Test
    void aFileOfOneTensorIsRead(@TempDir Path folder) throws IOException {
        TensorProto tensor = TensorProto.ofFloats("x", List.of(2L), 1, 2);
        Path file = Files.write(
                folder.resolve("input_0.pb"), RawModel.message(writer -> TensorEncoder.encode(tensor, writer)));
        assertThat(TensorFile.read(file)).isEqualTo(tensor);
        Files.write(file, new byte[] {(byte) 0x80});
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> TensorFile.read(file))
                .withMessage(file + ": a field of TensorProto holds a number that its message ends before. "
                        + "The file is damaged or no ONNX file: fetch or export it again");
        Files.delete(file);
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> TensorFile.read(file))
                .withMessage(file + ": there is no such file. Check the path");
    }
}
