package dev.evenkeel.serve.protocol;

import static dev.evenkeel.serve.protocol.Requests.body;
import static dev.evenkeel.serve.protocol.Requests.bytes;
import static dev.evenkeel.serve.protocol.Requests.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs in binary form: bytes behind the JSON, in the order of the inputs. */
class BinaryRequestTest {
    static Stream<Arguments> tensors() {
        return Stream.of(
                Arguments.of("BOOL", "00 01 01", new float[] {0, 1, 1}),
                Arguments.of("UINT8", "00 7f ff", new float[] {0, 127, 255}),
                Arguments.of("INT8", "00 7f ff", new float[] {0, 127, -1}),
                Arguments.of("UINT16", "0100 0001 ffff", new float[] {1, 256, 65535}),
                Arguments.of("INT16", "0100 0001 ffff", new float[] {1, 256, -1}),
                Arguments.of("FP16", "003c 00c0 007c", new float[] {1, -2, Float.POSITIVE_INFINITY}),
                Arguments.of("BF16", "803f 00c0 807f", new float[] {1, -2, Float.POSITIVE_INFINITY}),
                Arguments.of("FP32", "0000803f 000000c0 0000c07f", new float[] {1, -2, Float.NaN}),
                Arguments.of("INT32", "01000000 00000080 ffffffff", new long[] {1, Integer.MIN_VALUE, -1}),
                Arguments.of("UINT32", "01000000 00000080 ffffffff", new long[] {1, 0x80000000L, 0xffffffffL}),
                Arguments.of(
                        "INT64", "0100000000000000 0000000000000080 ffffffffffffffff", new long[] {1, Long.MIN_VALUE, -1
                        }),
                Arguments.of("UINT64", "0100000000000000 0000000000000080 ffffffffffffffff", new long[] {
                    1, Long.MIN_VALUE, -1
                }),
                Arguments.of("FP64", "000000000000f03f 00000000000000c0 000000000000f07f", new double[] {
                    1, -2, Double.POSITIVE_INFINITY
                }));
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void elementsAreLittleEndian(String datatype, String hexadecimal, Object expected) {
        byte[] binary = hexadecimal(hexadecimal);
        TensorData data = read(tensor("[3]", datatype, binary.length), binary);
        Object values = data instanceof TensorData.Floats floats
                ? floats.values()
                : data instanceof TensorData.Longs longs ? longs.values() : ((TensorData.Doubles) data).values();
        assertThat(values).isEqualTo(expected);
    }

    @Test
    void bytesHaveTheirLengthBeforeThem() {
        byte[] binary = hexadecimal("02000000 ff00 00000000 01000000 61");
        TensorData data = read(tensor("[3]", "BYTES", binary.length), binary);
        assertThat(((TensorData.Bytes) data).values())
                .containsExactly(new byte[] {(byte) 0xff, 0}, new byte[0], new byte[] {'a'});
    }

    @Test
    void tensorsFollowEachOtherInTheOrderOfTheInputs() {
        String json = "{'inputs':[{'parameters':{'binary_data_size':2},'name':'a','shape':[2],'datatype':'UINT8'},"
                + "{'name':'b','shape':[1],'datatype':'INT64','data':[9]},"
                + "{'name':'c','shape':[0],'datatype':'FP32','parameters':{'binary_data_size':0}},"
                + "{'name':'d','shape':[1],'datatype':'INT16','parameters':{'binary_data_size':2}}]} ";
        List<InputTensor> inputs =
                Requests.read(json, (byte) 1, (byte) 2, (byte) 3, (byte) 0).inputs();
        assertThat(((TensorData.Floats) inputs.get(0).data()).values()).containsExactly(1, 2);
        assertThat(((TensorData.Longs) inputs.get(1).data()).values()).containsExactly(9);
        assertThat(inputs.get(2).data().size()).isZero();
        assertThat(((TensorData.Floats) inputs.get(3).data()).values()).containsExactly(3);
    }

    @Test
    void theHeaderMayBeThereWithoutBinaryData() {
        assertThat(Requests.read("{'inputs':[]}", new byte[0]).inputs()).isEmpty();
    }

    @Test
    void theHeaderMustBeThereWithBinaryData() {
        assertThatThrownBy(() -> RequestReader.read(
                        bytes(input("'shape':[0],'datatype':'FP32','parameters':{'binary_data_size':0}")),
                        OptionalInt.empty()))
                .hasMessage("Input 'x' is in binary form, which needs the header Inference-Header-Content-Length to say"
                        + " where the JSON ends");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        "[2]",
                        "FP32",
                        "4",
                        "00000000",
                        "Input 'x' of FP32 needs 2 elements of 4 bytes in binary form, but got 4 bytes"),
                Arguments.of(
                        "[1]",
                        "FP32",
                        "5",
                        "0000000000",
                        "Input 'x' of FP32 needs 1 element of 4 bytes in binary form, but got 5 bytes"),
                Arguments.of(
                        "[3]",
                        "BOOL",
                        "2",
                        "0000",
                        "Input 'x' of BOOL needs 3 elements of 1 byte in binary form, but got 2 bytes"),
                Arguments.of(
                        "[4611686018427387905]",
                        "FP32",
                        "4",
                        "00000000",
                        "Input 'x' of FP32 needs 4611686018427387905 elements of 4 bytes in binary form, but got 4 bytes"),
                Arguments.of("[1]", "FP32", "8", "00000000", "Input 'x' needs 8 bytes behind the JSON, but got 4"),
                Arguments.of(
                        "[1]",
                        "FP32",
                        "9223372036854775807",
                        "00000000",
                        "Input 'x' needs 9223372036854775807 bytes behind the JSON, but got 4"),
                Arguments.of(
                        "[1]",
                        "FP32",
                        "4294967300",
                        "00000000",
                        "Input 'x' needs 4294967300 bytes behind the JSON, but got 4"),
                Arguments.of(
                        "[1]",
                        "FP32",
                        "-4",
                        "00000000",
                        "Input 'x' has the parameter 'binary_data_size' -4, but a size is not negative"),
                Arguments.of(
                        "[1]",
                        "FP32",
                        "9223372036854775808",
                        "00000000",
                        "Input 'x' has a wrong parameter 'binary_data_size': needed a whole number from -9223372036854775808 to 9223372036854775807, but got the number 9223372036854775808"),
                Arguments.of(
                        "[1]",
                        "FP32",
                        "'4'",
                        "00000000",
                        "Input 'x' has a wrong parameter 'binary_data_size': needed a whole number, but got the string \"4\""),
                Arguments.of(
                        "[1]",
                        "FP32",
                        "4.5",
                        "00000000",
                        "Input 'x' has a wrong parameter 'binary_data_size': needed a whole number, but got the number 4.5"),
                Arguments.of(
                        "[1]",
                        "FP32",
                        "true",
                        "00000000",
                        "Input 'x' has a wrong parameter 'binary_data_size': needed a whole number, but got true"),
                Arguments.of(
                        "[1]",
                        "FP32",
                        "4",
                        "0000000001",
                        "The request has 1 byte behind its JSON that belong to no input"),
                Arguments.of("[1]", "BOOL", "1", "02", "Input 'x' of BOOL needs bytes of 0 or 1, but element 0 is 2"),
                Arguments.of(
                        "[2]",
                        "BYTES",
                        "4",
                        "00000000",
                        "Input 'x' of BYTES needs 2 elements, each with a length of 4 bytes before it, but got 4 bytes"),
                Arguments.of(
                        "[9223372036854775807]",
                        "BYTES",
                        "4",
                        "00000000",
                        "Input 'x' of BYTES needs 9223372036854775807 elements, each with a length of 4 bytes before it, but got 4 bytes"),
                Arguments.of(
                        "[1]",
                        "BYTES",
                        "5",
                        "0200000061",
                        "Input 'x' of BYTES ends within element 0: it has 2 bytes, of which 1 came"),
                Arguments.of(
                        "[1]",
                        "BYTES",
                        "4",
                        "ffffffff",
                        "Input 'x' of BYTES ends within element 0: it has 4294967295 bytes, of which 0 came"),
                Arguments.of(
                        "[2]",
                        "BYTES",
                        "9",
                        "020000006161000000",
                        "Input 'x' of BYTES ends within element 1: it has no room for its length"),
                Arguments.of(
                        "[1]",
                        "BYTES",
                        "6",
                        "010000006162",
                        "Input 'x' of BYTES needs 1 element, but got 1 byte more"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void wrongSizesAreRefused(String shape, String datatype, String size, String hexadecimal, String sentence) {
        String json = input(
                "'shape':" + shape + ",'datatype':'" + datatype + "','parameters':{'binary_data_size':" + size + "}");
        assertThatThrownBy(() ->
                        RequestReader.read(body(json, hexadecimal(hexadecimal)), OptionalInt.of(bytes(json).length)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage(sentence);
    }

    @Test
    void theJsonEndsWhereTheHeaderSays() {
        String json = input("'shape':[1],'datatype':'UINT8','parameters':{'binary_data_size':1}");
        byte[] body = body(json, (byte) '}');
        int length = bytes(json).length;
        assertThat(RequestReader.read(body, OptionalInt.of(length)).inputs()).hasSize(1);
        assertThatThrownBy(() -> RequestReader.read(body, OptionalInt.of(length - 1)))
                .hasMessageEndingWith("expected ',' or '}', but the JSON ends here");
        assertThatThrownBy(() -> RequestReader.read(body, OptionalInt.of(length + 1)))
                .hasMessage("Input 'x' needs 1 byte behind the JSON, but got 0");
    }

    private static String tensor(String shape, String datatype, int size) {
        return input(
                "'shape':" + shape + ",'datatype':'" + datatype + "','parameters':{'binary_data_size':" + size + "}");
    }

    private static TensorData read(String json, byte[] binary) {
        return Requests.read(json, binary).inputs().get(0).data();
    }

    private static byte[] hexadecimal(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Test
    void textInBinaryFormNeedNotBeUtf8() {
        byte[] binary = hexadecimal("01000000 ff");
        TensorData data = read(tensor("[1,1]", "BYTES", binary.length), binary);
        assertThat(new String(((TensorData.Bytes) data).values().get(0), StandardCharsets.ISO_8859_1))
                .isEqualTo("ÿ");
    }
}
