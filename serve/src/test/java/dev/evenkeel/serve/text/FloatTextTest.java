package dev.evenkeel.serve.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.JsonNumber;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Floats are written as {@link JsonNumber#of(float)} writes them: the shortest text that reads back. */
class FloatTextTest {
    @Test
    void randomFloatsAreWrittenAsJsonNumbersAre() {
        Random random = new Random(5);
        for (int i = 0; i < 15_000; i++) {
            requireAsJsonNumber(Float.intBitsToFloat(random.nextInt()));
            requireAsJsonNumber(random.nextFloat());
            requireAsJsonNumber((float) random.nextGaussian());
        }
    }

    @Test
    void floatsBesidePowersAreWrittenAsJsonNumbersAre() {
        for (int power = -46; power <= 38; power++) {
            requireAsJsonNumberAround(Float.parseFloat("1e" + power));
            requireAsJsonNumberAround(Float.parseFloat("9.999995e" + power));
        }
        for (int power = -149; power <= 127; power++) {
            requireAsJsonNumberAround(Math.scalb(1f, power));
        }
        requireAsJsonNumberAround(Float.MAX_VALUE);
        requireAsJsonNumberAround(Float.MIN_NORMAL);
        requireAsJsonNumberAround(0f);
    }

    @Test
    void shortDecimalsAreWrittenAsTheyAre() {
        for (int i = 0; i <= 20_000; i++) {
            float value = i / 1000f;
            requireAsJsonNumber(value);
            assertThat(written(value).length()).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void negativeZeroKeepsItsSign() {
        assertThat(written(-0f)).isEqualTo("-0");
    }

    private static void requireAsJsonNumberAround(float value) {
        float around = value;
        for (int i = 0; i < 50; i++) {
            requireAsJsonNumber(around);
            around = Math.nextUp(around);
        }
        around = value;
        for (int i = 0; i < 50; i++) {
            requireAsJsonNumber(around);
            around = Math.nextDown(around);
        }
    }

    private static void requireAsJsonNumber(float value) {
        if (Float.isFinite(value)) {
            assertThat(written(value)).isEqualTo(JsonNumber.of(value).text());
        }
    }

    private static String written(float value) {
        byte[] target = new byte[FloatText.MAX_LENGTH + 1];
        int end = FloatText.write(value, target, 1);
        return new String(target, 1, end - 1, StandardCharsets.US_ASCII);
    }
}
