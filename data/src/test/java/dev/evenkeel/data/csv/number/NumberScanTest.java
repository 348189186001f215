package dev.evenkeel.data.csv.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberScanTest {
    private static final int MANY = 20_000;

    private final NumberScan scan = new NumberScan();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+0.0",
                "1",
                "-1.5",
                "+7.",
                ".5",
                "1e5",
                "1E-5",
                "1.5e+3",
                "16777217",
                "16777219",
                "9007199254740993",
                "123456789012345678",
                "1234567890123456789012",
                "0.1",
                "0.3",
                "1e22",
                "1e23",
                "1e-22",
                "1e-23",
                "3.4028235e38",
                "3.4028236e38",
                "1.17549435e-38",
                "1.4e-45",
                "7.006492321624085e-46",
                "7.006492321624086e-46",
                "1e-46",
                "1e-400",
                "0.000000000000000000000000000000000000000000001",
                "8.5",
                "0.50000002980232238769531250",
                "0.50000002980232238769531251",
                "0.50000002980232238769531249",
                "1.00000017881393432617187499",
                "1.000000178813934326171875",
                "1.00000017881393432617187501",
                "33554431.000000000001",
                "2.2250738585072012e-308",
                "4.9406564584124654e-324",
                "100000000000000000000",
                "00012"
            })
    void hardNumbersAreTheFloatsThatJavaReads(String text) {
        assertRead(text);
    }

    @Test
    void randomNumbersAreTheFloatsThatJavaReads() {
        Random random = new Random(7);
        for (int round = 0; round < MANY; round++) {
            assertRead(
                    Float.toString(Float.intBitsToFloat(random.nextInt())), () -> Float.toString(random.nextFloat()));
            assertRead(Double.toString(random.nextGaussian()));
            assertRead(String.format(Locale.ROOT, "%." + random.nextInt(8) + "f", random.nextGaussian() * 1000));
        }
    }

    @Test
    void numbersBesideTheMiddleOfTwoFloatsAreRoundedOnce() {
        Random random = new Random(8);
        for (int round = 0; round < MANY / 10; round++) {
            float value = Math.abs(Float.intBitsToFloat(random.nextInt()));
            if (value < Float.MAX_VALUE) {
                BigDecimal middle = new BigDecimal(value)
                        .add(new BigDecimal(Math.nextUp(value)))
                        .divide(BigDecimal.valueOf(2));
                BigDecimal little = middle.movePointLeft(25);
                assertRead(middle.toString());
                assertRead(middle.add(little).toString());
                assertRead(middle.subtract(little).toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+", ".", "e5", "-.", "x", "NaN", "Infinity", "1e", "1e+", ".e1"})
    void whatIsNoNumberIsNotRead(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);

        assertThat(scan.read(bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void aNumberEndsWhereItsTextDoes() {
        byte[] bytes = "x12.5kW".getBytes(StandardCharsets.US_ASCII);

        assertThat(scan.read(bytes, 1, bytes.length)).isTrue();
        assertThat(scan.value()).isEqualTo(12.5);
        assertThat(scan.end()).isEqualTo(5);
    }

    @Test
    void numbersBeyondFloatAreToldApart() {
        byte[] bytes = "1e39".getBytes(StandardCharsets.US_ASCII);

        assertThat(scan.read(bytes, 0, bytes.length)).isTrue();
        assertThat(scan.isFinite()).isFalse();
    }

    private void assertRead(String text, Supplier<String> otherwise) {
        assertRead(text.equals("NaN") || text.endsWith("Infinity") ? otherwise.get() : text);
    }

    private void assertRead(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        boolean isRead = scan.read(bytes, 0, bytes.length);
        if (!isRead || scan.end() != bytes.length) {
            throw new AssertionError(text + " is not read");
        }
        float wanted = Float.parseFloat(text);
        if (Float.floatToRawIntBits((float) scan.value()) != Float.floatToRawIntBits(wanted)) {
            throw new AssertionError(text + " is " + scan.value() + ", not " + wanted);
        }
    }
}
