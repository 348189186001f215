package dev.evenkeel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
    private static final JsonObject RUN = JsonObject.of()
            .with("name", "tab\t \"q\" \\ \u0001 \u00e9 \ud83d\ude00")
            .with("epochs", 5)
            .with("rate", 0.1)
            .with("decay", 0.1f)
            .with("resumed", false)
            .with("note", JsonNull.NULL)
            .with("shape", JsonArray.ofNumbers(2, 3))
            .with("layers", JsonArray.of(JsonObject.of(), JsonObject.of().with("linear", 32)));

    @Test
    void numbersAreRoundedToSignificantDigits() {
        assertThat(JsonNumber.rounded(1.0 / 3, 6)).hasToString("0.333333");
        assertThat(JsonNumber.rounded(-2.0 / 3, 6)).hasToString("-0.666667");
        assertThat(JsonNumber.rounded(0.5, 6)).hasToString("0.5");
        assertThat(JsonNumber.rounded(999_999.7, 6)).hasToString("1000000");
        assertThat(JsonNumber.rounded(1234567, 3)).hasToString("1230000");
        assertThat(JsonNumber.rounded(1.23456789e-30, 3)).hasToString("1.23e-30");
        assertThat(JsonNumber.rounded(1.23456789e300, 3)).hasToString("1.23e300");
        assertThat(JsonNumber.rounded(Double.MIN_VALUE, 3).asDouble()).isEqualTo(Double.MIN_VALUE);
        assertThat(JsonNumber.rounded(0, 6)).hasToString("0");
        assertThatThrownBy(() -> JsonNumber.rounded(Double.NaN, 6)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theCanonicalTextIsCompactAndReadsBack() {
        assertThat(RUN)
                .hasToString(
                        "{\"name\":\"tab\\t \\\"q\\\" \\\\ \\u0001 \u00e9 \ud83d\ude00\",\"epochs\":5,\"rate\":0.1,"
                                + "\"decay\":0.1,\"resumed\":false,\"note\":null,\"shape\":[2,3],\"layers\":[{},{\"linear\":32}]}");
        assertThat(Json.parse(RUN.toString())).isEqualTo(RUN);
    }

    @Test
    void thePrettyTextIsIndentedAndReadsBack() {
        assertThat(RUN.with("name", "a").pretty()).isEqualTo("""
                        {
                          "name": "a",
                          "epochs": 5,
                          "rate": 0.1,
                          "decay": 0.1,
                          "resumed": false,
                          "note": null,
                          "shape": [2, 3],
                          "layers": [
                            {},
                            {
                              "linear": 32
                            }
                          ]
                        }""");
        assertThat(Json.parse(RUN.pretty())).isEqualTo(RUN);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 0",
        "-0.0, -0",
        "1.0, 1",
        "-2.5, -2.5",
        "100, 100",
        "1e20, 100000000000000000000",
        "1e21, 1e21",
        "1.5e300, 1.5e300",
        "0.001, 0.001",
        "1e-7, 0.0000001",
        "1.25e-8, 1.25e-8",
        "2e-3, 0.002",
        "4.9E-324, 5e-324",
        "2.2250738585072014E-308, 2.2250738585072014e-308",
        "1.7976931348623157E308, 1.7976931348623157e308",
        "9007199254740993, 9007199254740992",
        "2.0E-3, 0.002",
        "0.30000000000000004, 0.30000000000000004",
        "2E23, 2e23",
        "8.41E21, 8.41e21"
    })
    void doublesAreWrittenInTheShortestForm(double number, String text) {
        assertThat(JsonNumber.of(number)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "16777216, 16777216",
        "3.4028235E38, 3.4028235e38",
        "1.4E-45, 1e-45",
        "1.17549435E-38, 1.1754944e-38",
        "-0.0, -0",
        "0.33333334, 0.33333334",
        "8.5899346E9, 8589935000"
    })
    void floatsAreWrittenInTheShortestForm(float number, String text) {
        assertThat(JsonNumber.of(number)).hasToString(text);
    }

    @Test
    void anyFiniteNumberReadsBackToTheSameBits() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            float small = Float.intBitsToFloat(random.nextInt());
            if (Double.isFinite(number) && Float.isFinite(small)) {
                JsonValue written = Json.parse(
                        JsonArray.of(JsonValue.of(number), JsonValue.of(small)).toString());
                assertThat(written.asArray().at(0).asDouble()).isEqualTo(number);
                assertThat(written.asArray().at(1).asFloat()).isEqualTo(small);
                assertThat(JsonNumber.of(number).text()).hasSizeLessThanOrEqualTo(27);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void numbersWithoutATextAreRefused(double number) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonObject.of().with("loss", number))
                .withMessageContaining("JSON has no number " + number);
        assertThatIllegalArgumentException().isThrownBy(() -> JsonArray.ofNumbers((float) number));
    }

    @Test
    void invalidUnicodeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonValue.of("a\ud800"));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.of().with("\udc00", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new JsonNumber("1,5"));
    }

    @Test
    void aMissingMemberIsNamed() {
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonObject.of().with("a", 1).with("b", 1).string("rate"))
                .withMessage("needed a member 'rate', but the object has only \"a, b\"");
        assertThat(RUN.find("absent")).isEmpty();
        assertThat(RUN.find("absent", JsonValue::asInt)).isEmpty();
        assertThat(RUN.has("absent")).isFalse();
    }

    @Test
    void anUnfitMemberIsNamedWithWhatCame() {
        JsonObject object = Json.parse(
                        "{\"a\":[1,2],\"b\":\"x\",\"c\":1.5,\"d\":3000000000,\"e\":1e999,\"f\":null,\"g\":{}}")
                .asObject();
        assertRefused(() -> object.string("a"), "'a': needed a string, but got an array of 2 elements");
        assertRefused(() -> object.integer("b"), "'b': needed a whole number, but got the string \"x\"");
        assertRefused(() -> object.integer("c"), "'c': needed a whole number, but got the number 1.5");
        assertRefused(
                () -> object.integer("d"),
                "'d': needed a whole number from -2147483648 to 2147483647, but got the number 3000000000");
        assertRefused(
                () -> object.number("e"), "'e': needed a number within the range of double, but got the number 1e999");
        assertRefused(() -> object.truth("f"), "'f': needed true or false, but got null");
        assertRefused(() -> object.array("g"), "'g': needed an array, but got an object of 0 members");
        assertRefused(() -> object.object("b"), "'b': needed an object, but got the string \"x\"");
        assertRefused(() -> object.find("b", JsonValue::asDouble), "'b': needed a number, but got the string \"x\"");
        assertRefused(
                () -> Json.parse("{\"s\":[1,true]}")
                        .asObject()
                        .read("s", shape -> shape.asArray().toIntArray()),
                "'s': [1]: needed a whole number, but got true");
        assertRefused(() -> JsonArray.of().at(0), "needed an element [0], but the array has 0");
        assertRefused(
                () -> Json.parse("9223372036854775808").asLong(),
                "needed a whole number from -9223372036854775808 to 9223372036854775807,"
                        + " but got the number 9223372036854775808");
        assertRefused(
                () -> Json.parse("1e39").asFloat(),
                "needed a number within the range of float, but got the number 1e39");
    }

    private static void assertRefused(ThrowingCallable reading, String message) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(reading).withMessage(message);
    }

    @Test
    void fittingMembersAreRead() {
        JsonObject object = Json.parse("{\"i\":-7,\"l\":9223372036854775807,\"d\":2.5,\"s\":\"x\",\"b\":true,"
                        + "\"a\":[1,2],\"t\":[\"u\",\"v\"],\"o\":{\"k\":-0}}")
                .asObject();
        assertThat(object.integer("i")).isEqualTo(-7);
        assertThat(object.longInteger("l")).isEqualTo(Long.MAX_VALUE);
        assertThat(object.number("d")).isEqualTo(2.5);
        assertThat(object.value("d").asFloat()).isEqualTo(2.5f);
        assertThat(object.string("s")).isEqualTo("x");
        assertThat(object.truth("b")).isTrue();
        assertThat(object.array("a").toLongArray()).containsExactly(1, 2);
        assertThat(object.array("a").toDoubleArray()).containsExactly(1, 2);
        assertThat(object.array("t").toStrings()).containsExactly("u", "v");
        assertThat(1 / object.object("o").number("k")).isNegative().isInfinite();
    }

    @Test
    void replacingAMemberKeepsItsPlaceAndTheOriginal() {
        JsonObject original = JsonObject.of().with("a", 1).with("b", 2);
        assertThat(original.with("a", 3)).hasToString("{\"a\":3,\"b\":2}");
        assertThat(original).hasToString("{\"a\":1,\"b\":2}");
    }

    @Test
    void valuesCannotBeChangedFromOutside() {
        List<JsonValue> elements = new ArrayList<>(List.of(JsonNull.NULL));
        Map<String, JsonValue> members = new HashMap<>(Map.of("a", JsonNull.NULL));
        JsonArray array = new JsonArray(elements);
        JsonObject object = new JsonObject(members);
        elements.clear();
        members.clear();
        assertThat(array).hasToString("[null]");
        assertThat(object).hasToString("{\"a\":null}");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> object.members().clear());
    }

    @Test
    void aValueNestedTooDeeplyToBeReadIsNotWritten() {
        JsonArray deep = JsonArray.of();
        for (int i = 0; i < 64; i++) {
            deep = JsonArray.of(deep);
        }
        JsonArray tooDeep = deep;
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(tooDeep::toString)
                .withMessageContaining("nested deeper than 64");
    }
}
