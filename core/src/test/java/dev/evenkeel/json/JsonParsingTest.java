package dev.evenkeel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParsingTest {
    private static final Duration PROMPTLY = Duration.ofSeconds(20);

    static Stream<Arguments> wellFormedTexts() {
        return Stream.of(
                Arguments.of("null", JsonNull.NULL),
                Arguments.of("true", JsonBoolean.TRUE),
                Arguments.of(" \t\r\n false \t\r\n", JsonBoolean.FALSE),
                Arguments.of("\"\"", new JsonString("")),
                Arguments.of("\"a/b\"", new JsonString("a/b")),
                Arguments.of("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", new JsonString("\"\\/\b\f\n\r\t")),
                Arguments.of("\"\\u0000\\u00e9\\u00C9\"", new JsonString("\0\u00e9\u00c9")),
                Arguments.of("\"\\ud83d\\uDE00\"", new JsonString("\ud83d\ude00")),
                Arguments.of("\"a\\n\ud83d\ude00z\"", new JsonString("a\n\ud83d\ude00z")),
                Arguments.of("\"\u007f\u2028\uffff\"", new JsonString("\u007f\u2028\uffff")),
                Arguments.of("0", new JsonNumber("0")),
                Arguments.of("-0", new JsonNumber("-0")),
                Arguments.of("-12.50e+03", new JsonNumber("-12.50e+03")),
                Arguments.of("1E400", new JsonNumber("1E400")),
                Arguments.of("[]", JsonArray.of()),
                Arguments.of("[ ]", JsonArray.of()),
                Arguments.of("[1,[2 , []]]", JsonArray.of(n(1), JsonArray.of(n(2), JsonArray.of()))),
                Arguments.of("{}", JsonObject.of()),
                Arguments.of("{ }", JsonObject.of()),
                Arguments.of(
                        "{\"\":{\"a\":1}}",
                        JsonObject.of(Map.of("", JsonObject.of().with("a", 1)))),
                Arguments.of(
                        "{\"a\" : 1 , \"A\":2}", JsonObject.of().with("a", 1).with("A", 2)));
    }

    private static JsonNumber n(long number) {
        return JsonNumber.of(number);
    }

    @ParameterizedTest
    @MethodSource("wellFormedTexts")
    void wellFormedTextsAreRead(String text, JsonValue value) {
        assertThat(Json.parse(text)).isEqualTo(value);
    }

    static Stream<Arguments> malformedTexts() {
        return Stream.of(
                Arguments.of("", "line 1, column 1: expected a value, but the text ends here"),
                Arguments.of("  \n ", "line 2, column 2: expected a value, but the text ends here"),
                Arguments.of("\ufeff1", "line 1, column 1: expected a value, but found the character U+FEFF"),
                Arguments.of("nul", "line 1, column 1: expected a value, but found 'n'"),
                Arguments.of("True", "line 1, column 1: expected a value, but found 'T'"),
                Arguments.of("NaN", "line 1, column 1: expected a value, but found 'N'"),
                Arguments.of("-Infinity", "line 1, column 1: not a JSON number: \"-\""),
                Arguments.of("nullnull", "line 1, column 5: expected the end of the text, but found 'n'"),
                Arguments.of("1 2", "line 1, column 3: expected the end of the text, but found '2'"),
                Arguments.of("{} // end", "line 1, column 4: expected the end of the text, but found '/'"),
                Arguments.of("/* a */ 1", "line 1, column 1: expected a value, but found '/'"),
                Arguments.of("[1,]", "line 1, column 4: expected a value, but found ']'"),
                Arguments.of("[,1]", "line 1, column 2: expected a value, but found ','"),
                Arguments.of("[1 2]", "line 1, column 4: expected ',' or ']', but found '2'"),
                Arguments.of("[1", "line 1, column 3: expected ',' or ']', but the text ends here"),
                Arguments.of("[1}", "line 1, column 3: expected ',' or ']', but found '}'"),
                Arguments.of("]", "line 1, column 1: expected a value, but found ']'"),
                Arguments.of("{\"a\":1,}", "line 1, column 8: expected a key in double quotes, but found '}'"),
                Arguments.of("{a:1}", "line 1, column 2: expected a key in double quotes, but found 'a'"),
                Arguments.of("{'a':1}", "line 1, column 2: expected a key in double quotes, but found '''"),
                Arguments.of("{\"a\" 1}", "line 1, column 6: expected ':', but found '1'"),
                Arguments.of("{\"a\":}", "line 1, column 6: expected a value, but found '}'"),
                Arguments.of("{\"a\":1", "line 1, column 7: expected ',' or '}', but the text ends here"),
                Arguments.of("{\n\"a\":1,\r\n \"b\":2,\r\"a\":3}", "line 4, column 1: duplicate key \"a\""),
                Arguments.of("{\"a\":1,\"\\u0061\":3}", "line 1, column 8: duplicate key \"a\""),
                Arguments.of("\"a", "line 1, column 1: a string without its closing quote"),
                Arguments.of("\"a\\n", "line 1, column 1: a string without its closing quote"),
                Arguments.of(
                        "\"a\nb\"", "line 1, column 3: the character U+000A inside a string: write it as an escape"),
                Arguments.of(
                        "\"\\n\0\"", "line 1, column 4: the character U+0000 inside a string: write it as an escape"),
                Arguments.of("\"\\x41\"", "line 1, column 2: an escape that JSON does not have"),
                Arguments.of("\"\\", "line 1, column 2: an escape that JSON does not have"),
                Arguments.of("\"\\u12g4\"", "line 1, column 2: \\u needs four hexadecimal digits"),
                Arguments.of("\"\\u12", "line 1, column 2: \\u needs four hexadecimal digits"),
                Arguments.of("\"\\u\u0661234\"", "line 1, column 2: \\u needs four hexadecimal digits"),
                Arguments.of("\"\\ud83d\"", "line 1, column 2: an unpaired surrogate"),
                Arguments.of("\"\\ud83d\\u0041\"", "line 1, column 2: an unpaired surrogate"),
                Arguments.of("\"\\ude00\"", "line 1, column 2: an unpaired surrogate"),
                Arguments.of("\"\\ud83d\ude00\"", "line 1, column 2: an unpaired surrogate"),
                Arguments.of("\"\ud83d\"", "line 1, column 2: an unpaired surrogate"),
                Arguments.of("\"\ud83d", "line 1, column 2: an unpaired surrogate"),
                Arguments.of("\"\\n\ude00\"", "line 1, column 4: an unpaired surrogate"));
    }

    @ParameterizedTest
    @MethodSource("malformedTexts")
    void malformedTextsAreRefusedWithTheirPlace(String text, String message) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"01", "-01", "+1", ".5", "1.", "-", "1e", "1e+", "1.e5", "--1", "1-2", "1.2.3", "1e5.0", "00"})
    void numbersOutsideTheGrammarAreRefused(String text) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse(text))
                .withMessage(
                        "line 1, column 1: %s",
                        text.startsWith("+") || text.startsWith(".")
                                ? "expected a value, but found '" + text.charAt(0) + "'"
                                : "not a JSON number: \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "'1\n', 2", "'1\r', 2", "'1\r\n', 2", "'\n\n\r', 4", "'\n\r', 3"})
    void everyLineEndingCounts(String text, int line) {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("[" + text))
                .satisfies(refusal -> assertThat(refusal.line()).isEqualTo(line));
    }

    @Test
    void nestingIsReadUpToItsLimit() {
        String deepest = "[".repeat(63) + "{}" + "]".repeat(63);
        assertThat(Json.parse(deepest)).hasToString(deepest);
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("[" + deepest + "]"))
                .withMessage("line 1, column 65: nested deeper than 64 arrays and objects");
    }

    @Test
    void nestingBesideEachOtherIsNotDeep() {
        assertThat(Json.parse("[" + "[],".repeat(1000) + "{}]").asArray().size())
                .isEqualTo(1001);
    }

    @Test
    void aMillionOpenBracketsAreRefusedAtOnce() {
        String text = "[{\"a\":".repeat(1_000_000);
        Assertions.assertTimeoutPreemptively(
                PROMPTLY, () -> assertThatExceptionOfType(JsonException.class).isThrownBy(() -> Json.parse(text)));
    }

    @Test
    void longTextsTakeLinearTime() {
        String digits = "1".repeat(3_000_000);
        String escapes = "\\u00e9\\n".repeat(500_000);
        String text = "[" + digits + ",\"" + escapes + "\"," + "1,".repeat(1_000_000) + "0." + digits + "e1]";
        Assertions.assertTimeoutPreemptively(
                PROMPTLY, () -> assertThat(Json.parse(text).asArray().size()).isEqualTo(1_000_003));
        Assertions.assertTimeoutPreemptively(PROMPTLY, () -> {
            assertThat(Json.parse(digits)).isInstanceOf(JsonNumber.class);
            assertThatExceptionOfType(JsonException.class)
                    .isThrownBy(() -> Json.parse(digits).asLong())
                    .withMessageContaining("but got the number 111");
        });
    }

    @Test
    void theNumberOfValuesCanBeLimited() {
        assertThat(Json.parse("[1,{\"a\":2}]", 4)).hasToString("[1,{\"a\":2}]");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> Json.parse("[1,{\"a\":2}]", 3))
                .withMessage("line 1, column 9: the text holds more than 3 values");
    }

    @Test
    void membersKeepTheirOrder() {
        assertThat(Json.parse("{\"z\":1,\"a\":2,\"m\":3}").asObject().members().keySet())
                .containsExactly("z", "a", "m");
    }
}
