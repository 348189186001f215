package dev.evenkeel.serve.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are read by their nearest float and double, as the JDK reads them, and whole numbers exactly. */
class JsonNumberReaderTest {
    private static final int TEXTS = 50_000;

    static Stream<String> hardTexts() {
        return Stream.of(
                "0",
                "-0",
                "-0.0e99999999999999999999",
                "16777217",
                "16777217.0000000000000000000000000001",
                "16777216.9999999999999999999999999999",
                "9007199254740993",
                "9007199254740993.00000000000000000001",
                "1e23",
                "8.5e22",
                "3.4028235e38",
                "3.4028235677973366e38",
                "3.4028235677973367e38",
                "1.7976931348623158e308",
                "1.7976931348623159e308",
                "1.4e-45",
                "7.006492321624085e-46",
                "7.006492321624086e-46",
                "4.9e-324",
                "2.4703282292062327e-324",
                "2.2250738585072011e-308",
                "1e-400",
                "1e400",
                "123456789012345678901234567890",
                "0.000000000000000000000000000000123456789",
                "0.00000000000000000000000000000012345678901234567890123",
                "1" + "0".repeat(400),
                "0." + "0".repeat(400) + "1e401",
                "1".repeat(2000) + "e-1999",
                "1e-99999999999999999999",
                "1e99999999999999999999");
    }

    @ParameterizedTest
    @MethodSource("hardTexts")
    void hardTextsAreReadAsTheJdkReadsThem(String text) {
        requireAsTheJdk(text);
        requireAsTheJdk("-" + text.replace("-0", "0"));
    }

    @Test
    void randomTextsAreReadAsTheJdkReadsThem() {
        Random random = new Random(1);
        for (int i = 0; i < TEXTS; i++) {
            requireAsTheJdk(randomText(random));
        }
    }

    @Test
    void textsBetweenTwoFloatsAreReadAsTheJdkReadsThem() {
        Random random = new Random(2);
        for (int i = 0; i < TEXTS / 10; i++) {
            float value = Math.abs(Float.intBitsToFloat(random.nextInt()));
            if (value < Float.MAX_VALUE) {
                BigDecimal middle = new BigDecimal(value)
                        .add(new BigDecimal(Math.nextUp(value)))
                        .divide(BigDecimal.valueOf(2));
                requireAsTheJdk(middle.toString().replace("E", "e"));
                requireAsTheJdk(middle.round(new MathContext(18)).toString());
                requireAsTheJdk(middle.round(new MathContext(9)).toString());
            }
        }
    }

    @Test
    void textsBetweenTwoDoublesAreReadAsTheJdkReadsThem() {
        Random random = new Random(3);
        for (int i = 0; i < TEXTS / 10; i++) {
            double value = Math.scalb(1 + random.nextDouble(), random.nextInt(400) - 200);
            BigDecimal middle = new BigDecimal(value)
                    .add(new BigDecimal(Math.nextUp(value)))
                    .divide(BigDecimal.valueOf(2));
            requireAsTheJdk(middle.toString());
            requireAsTheJdk(middle.round(new MathContext(18)).toString());
            requireAsTheJdk(middle.round(new MathContext(17)).toString());
            requireAsTheJdk(Double.toString(value));
        }
    }

    private static String randomText(Random random) {
        String digits = random.ints(1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 18), 0, 10)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
        String whole = random.nextBoolean()
                ? "0"
                : new BigInteger(digits.substring(0, 1 + random.nextInt(digits.length()))).toString();
        String exponent = "e" + (random.nextInt(random.nextInt(10) == 0 ? 700 : 80) - 40);
        return (random.nextBoolean() ? "-" : "")
                + whole
                + (random.nextInt(4) == 0 ? "" : "." + digits)
                + (random.nextInt(3) == 0 ? exponent : "");
    }

    private static void requireAsTheJdk(String text) {
        JsonNumberReader number = number(text);
        assertThat(Float.floatToRawIntBits(number.nearestFloat()))
                .as(text)
                .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(text)));
        assertThat(Double.doubleToRawLongBits(number.nearestDouble()))
                .as(text)
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "+1", ".5", "1.", "01", "-01", "1e", "1e+", "1.e3", "00", "NaN", "Infinity", "- 1", "٣"
            })
    void whatIsNoJsonNumberIsNotRead(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int next = new JsonNumberReader(bytes, bytes.length).read(0);
        assertThat(next == bytes.length && next > 0).as(text).isFalse();
    }

    @Test
    void wholeNumbersAreExactHoweverTheyAreWritten() {
        Random random = new Random(4);
        for (int i = 0; i < TEXTS / 10; i++) {
            BigInteger value = BigInteger.valueOf(random.nextLong() >> random.nextInt(i % 2 == 0 ? 2 : 64));
            BigDecimal decimal = new BigDecimal(value);
            for (String text : new String[] {
                value.toString(),
                value + ".000",
                decimal.movePointLeft(3) + "e3",
                decimal.stripTrailingZeros().toString(),
                decimal.setScale(25).toString()
            }) {
                JsonNumberReader number = number(text);
                assertThat(number.isWholeBetween(Long.MIN_VALUE, Long.MAX_VALUE))
                        .as(text)
                        .isTrue();
                assertThat(number.whole()).as(text).isEqualTo(value.longValueExact());
                assertThat(number(text).isWholeBetween(value.longValue(), value.longValue()))
                        .isTrue();
                BigInteger above = value.add(BigInteger.ONE);
                assertThat(number(text).isWholeBetween(above, above.add(BigInteger.TEN)))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "1e-1",
                "9223372036854775808",
                "-9223372036854775809",
                "1e19",
                "1e999999999",
                "1e-999999999",
                "1e99999999999999999999",
                "0.1",
                "1.0000000000000000000000001",
                "1000000000000000000000000000000"
            })
    void whatIsNotWholeOrTooLargeIsRefused(String text) {
        assertThat(number(text).isWholeBetween(Long.MIN_VALUE, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void theLargestWholeNumbersAreExact() {
        for (long value : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE, Long.MAX_VALUE - 1}) {
            JsonNumberReader number = number(Long.toString(value));
            assertThat(number.isWholeBetween(Long.MIN_VALUE, Long.MAX_VALUE)).isTrue();
            assertThat(number.whole()).isEqualTo(value);
        }
    }

    @Test
    void zeroIsWholeHoweverItIsWritten() {
        for (String text : new String[] {"0", "-0", "0.0", "0e999999999999", "-0." + "0".repeat(300)}) {
            JsonNumberReader number = number(text);
            assertThat(number.isWholeBetween(0, 0)).as(text).isTrue();
            assertThat(number.whole()).isZero();
        }
    }

    @Test
    void longTextsTakeNoMoreThanLinearTime() {
        String digits = "7".repeat(1_000_000);
        long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(number(digits).isWholeBetween(Long.MIN_VALUE, Long.MAX_VALUE))
                .isFalse();
        assertThat(number("0." + digits).nearestFloat()).isEqualTo(7 / 9f);
        assertThat(number("0." + digits).nearestDouble()).isEqualTo(7 / 9.0);
        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start)
                .isLessThan(5_000_000_000L);
    }

    private static JsonNumberReader number(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        JsonNumberReader number = new JsonNumberReader(bytes, bytes.length);
        assertThat(number.read(0)).as(text).isEqualTo(bytes.length);
        return number;
    }

    @Test
    void powersOfTenAreTheNearest() {
        IntStream.rangeClosed(-70, 70)
                .forEach(power -> assertThat(Decimals.powerOfTen(power)).isEqualTo(Double.parseDouble("1e" + power)));
    }
}
