package dev.evenkeel.serve.protocol;

import static dev.evenkeel.serve.protocol.Requests.input;
import static dev.evenkeel.serve.protocol.Requests.read;
import static dev.evenkeel.serve.protocol.Requests.requireRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data of every type in JSON: their ranges, their nesting, their count. */
class InputDataTest {
    @ParameterizedTest
    @CsvSource({
        "UINT8, 0, 255",
        "INT8, -128, 127",
        "UINT16, 0, 65535",
        "INT16, -32768, 32767",
    })
    void smallWholeNumbersAreFloats(Datatype datatype, long least, long greatest) {
        assertThat(floats(datatype, least + "," + greatest + ",1.0,1e1,-0"))
                .containsExactly((float) least, (float) greatest, 1, 10, 0);
        requireOutOfRange(datatype, least, greatest, String.valueOf(least - 1));
        requireOutOfRange(datatype, least, greatest, String.valueOf(greatest + 1));
        requireOutOfRange(datatype, least, greatest, "1.5");
        requireOutOfRange(datatype, least, greatest, "1e300");
    }

    @ParameterizedTest
    @CsvSource({
        "UINT32, 0, 4294967295",
        "INT32, -2147483648, 2147483647",
    })
    void wholeNumbersOf32BitsAreLongs(Datatype datatype, long least, long greatest) {
        assertThat(longs(datatype, least + "," + greatest + ",1.0")).containsExactly(least, greatest, 1);
        requireOutOfRange(datatype, least, greatest, String.valueOf(least - 1));
        requireOutOfRange(datatype, least, greatest, String.valueOf(greatest + 1));
    }

    @Test
    void wholeNumbersOf64BitsAreExact() {
        assertThat(longs(Datatype.INT64, "-9223372036854775808,9223372036854775807,9007199254740993"))
                .containsExactly(Long.MIN_VALUE, Long.MAX_VALUE, 9007199254740993L);
        assertThat(longs(Datatype.UINT64, "0,9223372036854775808,9999999999999999999,18446744073709551615,1.8e19"))
                .containsExactly(
                        0,
                        Long.MIN_VALUE,
                        Long.parseUnsignedLong("9999999999999999999"),
                        -1,
                        Long.parseUnsignedLong("18000000000000000000"));
        requireOutOfRange(Datatype.INT64, Long.MIN_VALUE, Long.MAX_VALUE, "9223372036854775808");
        requireOutOfRange(Datatype.INT64, Long.MIN_VALUE, Long.MAX_VALUE, "-9223372036854775809");
        requireOutOfRange(Datatype.UINT64, 0, "18446744073709551615", "18446744073709551616");
        requireOutOfRange(Datatype.UINT64, 0, "18446744073709551615", "-1");
    }

    private static void requireOutOfRange(Datatype datatype, Object least, Object greatest, String element) {
        requireRefused(
                input("'shape':[2],'datatype':'" + datatype + "','data':[0," + element + "]"),
                "Input 'x' of " + datatype + " needs whole numbers from " + least + " to " + greatest
                        + ", but element 1 is " + element);
    }

    @Test
    void floatsAreTheNearest() {
        assertThat(floats(Datatype.FP32, "0.1,-0,1e-50,3.4028235e38,16777217,1.40129846e-45"))
                .containsExactly(0.1f, -0f, 0, Float.MAX_VALUE, 16777216, Float.MIN_VALUE);
        TensorData data = data("'shape':[3],'datatype':'FP64','data':[0.1,1.7976931348623157e308,-4.9e-324]");
        assertThat(((TensorData.Doubles) data).values()).containsExactly(0.1, Double.MAX_VALUE, -Double.MIN_VALUE);
    }

    @Test
    void textsAreTheirBytes() {
        List<byte[]> texts = ((TensorData.Bytes) data(
                        "'shape':[2,2],'datatype':'BYTES','data':['', 'a/\\/\\u00e4\\ud83d\\ude00', 'ä😀', 'NaN']"))
                .values();
        assertThat(texts)
                .extracting(text -> new String(text, StandardCharsets.UTF_8))
                .containsExactly("", "a//ä😀", "ä😀", "NaN");
    }

    static Stream<Arguments> wrongElements() {
        return Stream.of(
                Arguments.of("FP32", "'1'", "numbers within the range of FP32, but element 1 is a string"),
                Arguments.of("FP32", "null", "numbers within the range of FP32, but element 1 is null"),
                Arguments.of("FP32", "true", "numbers within the range of FP32, but element 1 is true"),
                Arguments.of("FP32", "[1]", "numbers within the range of FP32, but element 1 is an array"),
                Arguments.of("FP32", "1e39", "numbers within the range of FP32, but element 1 is 1e39"),
                Arguments.of("FP64", "-1e309", "numbers within the range of FP64, but element 1 is -1e309"),
                Arguments.of("INT8", "'1'", "whole numbers from -128 to 127, but element 1 is a string"),
                Arguments.of("INT8", "{}", "whole numbers from -128 to 127, but element 1 is an object"),
                Arguments.of(
                        "INT8",
                        "1." + "0".repeat(200),
                        "whole numbers from -128 to 127, but element 1 is 1.0000000000000000000000000000... of 202"
                                + " characters"),
                Arguments.of("BOOL", "1", "true or false, but element 1 is the number 1"),
                Arguments.of("BOOL", "'true'", "true or false, but element 1 is a string"),
                Arguments.of("BOOL", "null", "true or false, but element 1 is null"),
                Arguments.of("BYTES", "1", "strings, but element 1 is the number 1"),
                Arguments.of("BYTES", "null", "strings, but element 1 is null"));
    }

    @ParameterizedTest
    @MethodSource("wrongElements")
    void elementsOfAnotherKindAreRefused(String datatype, String element, String reason) {
        String first = datatype.equals("BOOL") ? "true" : datatype.equals("BYTES") ? "'a'" : "0";
        requireRefused(
                input("'shape':[2],'datatype':'" + datatype + "','data':[" + first + "," + element + "]"),
                "Input 'x' of " + datatype + " needs " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2,3; [1,2,3,4,5,6]",
                "2,3; [[1,2,3],[4,5,6]]",
                "1,2,3; [ [ [1,2,3] , [4,5,6] ] ]",
                "2,3,1; [[[1],[2],[3]],[[4],[5],[6]]]",
                "6; [1,2,3,4,5,6]",
            })
    void dataAreFlatOrNested(String shape, String data) {
        TensorData read = data("'shape':[" + shape + "],'datatype':'FP32','data':" + data);
        assertThat(((TensorData.Floats) read).values()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; []",
                "0,3; []",
                "3,0; []",
                "3,0; [[],[],[]]",
                "9223372036854775807,0,9223372036854775807; []",
                "2,0,3; [[],[]]"
            })
    void tensorsMayBeEmpty(String shape, String data) {
        assertThat(data("'shape':[" + shape + "],'datatype':'FP32','data':" + data)
                        .size())
                .isZero();
    }

    @Test
    void aScalarIsAnArrayOfOneElement() {
        assertThat(data("'shape':[],'datatype':'FP32','data':[7]").size()).isOne();
    }

    static Stream<Arguments> misnested() {
        String way = ": nest them as the shape says, or send all elements in one array";
        return Stream.of(
                Arguments.of(
                        "3,2", "[[1,2,3],[4,5,6]]", "has shape [3, 2], but its data have 3 values on axis 1" + way),
                Arguments.of("2,3", "[[1,2,3]]", "has shape [2, 3], but its data have 1 value on axis 0" + way),
                Arguments.of("2,3", "[[1,2,3],[4,5]]", "has shape [2, 3], but its data have 2 values on axis 1" + way),
                Arguments.of("2,3", "[[1,2,3],[]]", "has shape [2, 3], but its data have 0 values on axis 1" + way),
                Arguments.of(
                        "2,1",
                        "[[1],2]",
                        "has shape [2, 1], but its data have the number 2 in place of an array on axis 1" + way),
                Arguments.of("2", "[[1,2]]", "has shape [2], but its data are nested deeper" + way),
                Arguments.of("", "[[1]]", "has shape [], but its data are nested deeper" + way),
                Arguments.of(
                        "1,2,1",
                        "[[1,2]]",
                        "has shape [1, 2, 1], but its data have the number 1 in place of an array on axis 2" + way),
                Arguments.of("2,2,0", "[[],[]]", "has shape [2, 2, 0], but its data have 0 values on axis 1" + way),
                Arguments.of("2,3", "[1,2,3,4,5]", "of shape [2, 3] needs 6 elements, but got 5"),
                Arguments.of("2,3", "[1,2,3,4,5,6,7]", "of shape [2, 3] needs 6 elements, but got 7"),
                Arguments.of("0", "[1]", "of shape [0] needs 0 elements, but got 1"),
                Arguments.of("", "[]", "of shape [] needs 1 element, but got 0"),
                Arguments.of("1", "[1,[2]]", "of shape [1] needs 1 element, but got 2"));
    }

    @ParameterizedTest
    @MethodSource("misnested")
    void dataThatDoNotFitTheShapeAreRefused(String shape, String data, String reason) {
        requireRefused(input("'shape':[" + shape + "],'datatype':'FP32','data':" + data), "Input 'x' " + reason);
        requireRefused(input("'data':" + data + ",'shape':[" + shape + "],'datatype':'FP32'"), "Input 'x' " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FP32", "INT64", "BYTES", "BOOL", "FP64", "UINT64", "UINT8"})
    void aHugeShapeTakesNoMemory(String datatype) {
        requireRefused(
                input("'shape':[1000000,2000000],'datatype':'" + datatype + "','data':[]"),
                "Input 'x' of shape [1000000, 2000000] needs 2000000000000 elements, but got 0");
    }

    private static float[] floats(Datatype datatype, String elements) {
        return ((TensorData.Floats) data(datatype, elements)).values();
    }

    private static long[] longs(Datatype datatype, String elements) {
        return ((TensorData.Longs) data(datatype, elements)).values();
    }

    private static TensorData data(Datatype datatype, String elements) {
        return data("'shape':[" + elements.split(",", -1).length + "],'datatype':'" + datatype + "','data':[" + elements
                + "]");
    }

    private static TensorData data(String members) {
        return read(input(members)).inputs().get(0).data();
    }
}
