package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {
    @Test
    void shrinkingTakesTheMeanOfWhatIsCovered() {
        assertThat(resized("0 10 20 30 40 50", 1, 6, 1, 3)).isEqualTo("5 25 45");
        assertThat(resized("0 10 20 30 40 50", 6, 1, 2, 1)).isEqualTo("10 40");
        assertThat(resized("10 20 30 40", 2, 2, 1, 1)).isEqualTo("25");
        // 3 to 2: each new value covers one and a half old ones.
        assertThat(resized("0 30 90", 1, 3, 1, 2)).isEqualTo("10 70");
    }

    @Test
    void growingLiesBetweenNeighboursAndEndsAtTheBorder() {
        assertThat(resized("0 100", 1, 2, 1, 4)).isEqualTo("0 25 75 100");
        assertThat(resized("0 100", 2, 1, 4, 1)).isEqualTo("0 25 75 100");
        assertThat(resized("7", 1, 1, 2, 3)).isEqualTo("7 7 7 7 7 7");
        assertThat(resized("0 40 80", 1, 3, 1, 5)).isEqualTo("0 16 40 64 80");
    }

    @Test
    void anAxisThatStaysIsLeftAlone() {
        assertThat(resized("1 2 3 4 5 6", 2, 3, 2, 3)).isEqualTo("1 2 3 4 5 6");
        assertThat(resized("0 255 128 64", 2, 2, 1, 2)).isEqualTo("64 160");
    }

    @ParameterizedTest
    @CsvSource({"1,1,7,5", "13,7,3,2", "5,9,9,5", "640,480,32,48", "3,3,200,1", "31,31,32,32", "1000,1,7,1"})
    void aConstantImageStaysConstant(int height, int width, int toHeight, int toWidth) {
        for (int value : new int[] {0, 1, 127, 254, 255}) {
            byte[] values = new byte[height * width * 3];
            Arrays.fill(values, (byte) value);

            byte[] resized =
                    Resampling.resize(values, new ImageSize(height, width), 3, new ImageSize(toHeight, toWidth));

            assertThat(resized).hasSize(toHeight * toWidth * 3).containsOnly((byte) value);
        }
    }

    @ParameterizedTest
    @CsvSource({"5,7,3,3", "7,5,9,11", "4,6,8,3", "12,9,5,9"})
    void valuesAgreeWithTheFormulaInDouble(int height, int width, int toHeight, int toWidth) {
        byte[] values = new byte[height * width * 2];
        new Random(height).nextBytes(values);

        byte[] resized = Resampling.resize(values, new ImageSize(height, width), 2, new ImageSize(toHeight, toWidth));

        for (int row = 0; row < toHeight; row++) {
            for (int column = 0; column < toWidth; column++) {
                for (int channel = 0; channel < 2; channel++) {
                    double wanted = 0;
                    for (int oldRow = 0; oldRow < height; oldRow++) {
                        for (int oldColumn = 0; oldColumn < width; oldColumn++) {
                            wanted += weight(row, oldRow, height, toHeight)
                                    * weight(column, oldColumn, width, toWidth)
                                    * (values[(oldRow * width + oldColumn) * 2 + channel] & 0xFF);
                        }
                    }
                    double came = resized[(row * toWidth + column) * 2 + channel] & 0xFF;
                    assertThat(Math.abs(came - wanted)).isLessThan(0.5001);
                }
            }
        }
    }

    /** How much of old position {@code old} is in the new one. */
    private static double weight(int position, int old, int from, int to) {
        if (to < from) {
            double begin = (double) position * from / to;
            double end = (position + 1.0) * from / to;
            return Math.max(0, Math.min(end, old + 1) - Math.max(begin, old)) * to / from;
        }
        double centre = Math.max(0, Math.min(from - 1, (position + 0.5) * from / to - 0.5));
        return Math.max(0, 1 - Math.abs(centre - old));
    }

    private static String resized(String values, int height, int width, int toHeight, int toWidth) {
        String[] words = values.split(" ");
        byte[] bytes = new byte[words.length];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) Integer.parseInt(words[index]);
        }
        byte[] resized = Resampling.resize(bytes, new ImageSize(height, width), 1, new ImageSize(toHeight, toWidth));
        StringBuilder text = new StringBuilder();
        for (byte value : resized) {
            text.append(value & 0xFF).append(' ');
        }
        return text.toString().strip();
    }
}
