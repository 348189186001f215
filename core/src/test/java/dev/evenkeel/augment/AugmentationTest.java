package dev.evenkeel.augment;

import static dev.evenkeel.augment.Augmentations.horizontalFlip;
import static dev.evenkeel.augment.Augmentations.randomCrop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AugmentationTest {
    private static final int OFFSET = 5;

    @ParameterizedTest
    @CsvSource({"1,1,1,0", "4,5,3,2", "5,4,1,3", "7,8,2,1", "3,2,4,1"})
    void aCropShiftsByWhatTheRandomnessSaysAndFillsWithZeros(int height, int width, int channels, int padding) {
        Shape shape = Shape.of(height, width, channels);
        for (long key = 0; key < 200; key++) {
            Randomness shifts = new Randomness(key);
            int down = shifts.nextInt(2 * padding + 1) - padding;
            int right = shifts.nextInt(2 * padding + 1) - padding;
            float[] before = image(shape);
            float[] after = before.clone();

            randomCrop(padding).apply(after, OFFSET, shape, new Randomness(key));

            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    for (int channel = 0; channel < channels; channel++) {
                        boolean inside =
                                row + down >= 0 && row + down < height && column + right >= 0 && column + right < width;
                        float wanted = inside ? before[at(shape, row + down, column + right, channel)] : 0;
                        assertThat(after[at(shape, row, column, channel)])
                                .as("key %d, row %d, column %d, channel %d", key, row, column, channel)
                                .isEqualTo(wanted);
                    }
                }
            }
            assertOutsideIsUntouched(before, after, shape);
        }
    }

    @Test
    void aCropShiftsInEveryDirectionAboutEquallyOften() {
        Shape shape = Shape.of(5, 5, 1);
        int[] times = new int[25];
        for (long key = 0; key < 25_000; key++) {
            float[] values = new float[OFFSET + 25];
            values[at(shape, 2, 2, 0)] = 1;
            randomCrop(2).apply(values, OFFSET, shape, new Randomness(Randomness.derive(3, key)));
            for (int position = 0; position < 25; position++) {
                times[position] += (int) values[OFFSET + position];
            }
        }
        assertThat(Arrays.stream(times).boxed()).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void aCropOfZeroChangesNothing() {
        Shape shape = Shape.of(3, 4, 2);
        for (long key = 0; key < 20; key++) {
            float[] values = image(shape);
            randomCrop(0).apply(values, OFFSET, shape, new Randomness(key));
            assertThat(values).isEqualTo(image(shape));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,4,3", "3,5,2", "5,1,4", "4,3,1"})
    void aFlipMirrorsEveryOtherImageAndTwiceIsTheImage(int height, int width, int channels) {
        Shape shape = Shape.of(height, width, channels);
        float[] before = image(shape);
        float[] mirrored = before.clone();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                for (int channel = 0; channel < channels; channel++) {
                    mirrored[at(shape, row, column, channel)] = before[at(shape, row, width - 1 - column, channel)];
                }
            }
        }
        int flips = 0;
        for (long number = 0; number < 1000; number++) {
            long key = Randomness.derive(7, number);
            boolean flip = new Randomness(key).nextLong() < 0;
            float[] after = before.clone();

            horizontalFlip().apply(after, OFFSET, shape, new Randomness(key));
            assertThat(after).isEqualTo(flip ? mirrored : before);
            assertOutsideIsUntouched(before, after, shape);

            horizontalFlip().apply(after, OFFSET, shape, new Randomness(key));
            assertThat(after).isEqualTo(before);
            flips += flip ? 1 : 0;
        }
        assertThat(flips).isBetween(440, 560);
    }

    @Test
    void whatIsNoImageIsRefused() {
        assertThatThrownBy(() -> randomCrop(1).check(Shape.of(12)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("The random crop needs images [height, width, channels], but the examples are [12]."
                        + " Train without it");
        assertThatThrownBy(() -> horizontalFlip().check(Shape.of(12, 3)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("The horizontal flip needs images");
    }

    @Test
    void aCropThatMightLeaveNothingIsRefused() {
        randomCrop(3).check(Shape.of(4, 5, 1));
        for (Shape shape : new Shape[] {Shape.of(4, 9, 1), Shape.of(9, 4, 1)}) {
            assertThatThrownBy(() -> randomCrop(4).check(shape))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessage("The random crop shifts by up to 4 positions, but the images are " + shape
                            + ", and nothing might be left of them. Use a smaller padding");
        }
        assertThatThrownBy(() -> randomCrop(-1))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("The random crop needs a padding of 0 or more, but got -1");
    }

    @Test
    void settingsTellAugmentationsApart() {
        Set<String> settings = new HashSet<>();
        for (Augmentation augmentation : new Augmentation[] {randomCrop(0), randomCrop(4), horizontalFlip()}) {
            settings.add(augmentation.settings().toString());
            settings.add(augmentation.describe());
        }
        assertThat(settings).hasSize(6);
    }

    /** An image whose values are all different and not 0, within a longer array. */
    private static float[] image(Shape shape) {
        float[] values = new float[OFFSET + shape.size() + 3];
        for (int index = 0; index < values.length; index++) {
            values[index] = index + 1;
        }
        return values;
    }

    private static int at(Shape shape, int row, int column, int channel) {
        return OFFSET + (row * shape.extent(1) + column) * shape.extent(2) + channel;
    }

    private static void assertOutsideIsUntouched(float[] before, float[] after, Shape shape) {
        for (int index = 0; index < before.length; index++) {
            if (index < OFFSET || index >= OFFSET + shape.size()) {
                assertThat(after[index]).isEqualTo(before[index]);
            }
        }
    }
}
