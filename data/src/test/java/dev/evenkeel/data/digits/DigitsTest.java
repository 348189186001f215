package dev.evenkeel.data.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import org.junit.jupiter.api.Test;

class DigitsTest {
    @Test
    void theStandardSetHasTenThousandTrainingAndTwoThousandTestImages() {
        DataSplit digits = Digits.standard();

        assertThat(digits.training().size()).isEqualTo(10_000);
        assertThat(digits.test().size()).isEqualTo(2_000);
        assertThat(digits.training().inputShape()).isEqualTo(Shape.of(28, 28, 1));
        assertThat(digits.training().target()).isEqualTo(Target.classes(10));
    }

    @Test
    void theSameSeedGivesTheSameBytesOnEveryMachine() {
        DataSplit digits = Digits.generate(7, 100, 50);

        assertThat(digits.training().fingerprint())
                .isEqualTo("d69463697151b8ff222531602386c9257a16d262a5c1dff855c29dad1b58c2b7");
        assertThat(digits.test().fingerprint())
                .isEqualTo("7e287e3c699ad7ab9cf9f15b9afe76f5083c692af08945aa2ab9d975b05e19c4");
    }

    @Test
    void anImageDependsOnSeedPartAndIndexAlone() {
        Dataset few = Digits.generate(3, 20, 20).training();
        Dataset many = Digits.generate(3, 200, 40).training();

        assertThat(input(few, 13)).containsExactly(input(many, 13));
        assertThat(input(few, 13)).isNotEqualTo(input(few, 3));
        assertThat(input(few, 13)).isNotEqualTo(input(Digits.generate(3, 20, 20).test(), 13));
        assertThat(input(few, 13)).isNotEqualTo(input(Digits.generate(4, 20, 20).training(), 13));
    }

    @Test
    void anyOrderOfReadsGivesTheSameValues() {
        Dataset digits = Digits.generate(1, 30, 1).training();
        Batch forward = new Batch(30, digits.inputShape(), digits.target());
        Batch backward = new Batch(30, digits.inputShape(), digits.target());
        for (int index = 0; index < 30; index++) {
            digits.read(index, forward, index);
            digits.read(29 - index, backward, 29 - index);
        }

        assertThat(forward.inputs()).containsExactly(backward.inputs());
        assertThat(forward.targets()).containsExactly(backward.targets());
    }

    @Test
    void classesAreBalanced() {
        Dataset digits = Digits.generate(1, 1_000, 1).training();
        Batch batch = new Batch(1, digits.inputShape(), digits.target());
        int[] counts = new int[10];
        for (int index = 0; index < digits.size(); index++) {
            digits.read(index, batch, 0);
            counts[(int) batch.targets()[0]]++;
        }

        assertThat(counts).containsOnly(100);
    }

    @Test
    void imagesOfOneDigitResembleEachOtherMoreThanOtherDigits() {
        Dataset digits = Digits.generate(5, 2_000, 500).training();
        Dataset test = Digits.generate(5, 2_000, 500).test();
        float[][] means = new float[10][784];
        for (int index = 0; index < digits.size(); index++) {
            float[] image = input(digits, index);
            for (int pixel = 0; pixel < 784; pixel++) {
                means[index % 10][pixel] += image[pixel] / 200f;
            }
        }
        int right = 0;
        for (int index = 0; index < test.size(); index++) {
            right += nearest(means, input(test, index)) == index % 10 ? 1 : 0;
        }

        assertThat(right).isBetween(250, 450);
    }

    @Test
    void aCountBelowOneIsRefused() {
        assertThatThrownBy(() -> Digits.generate(0, 10, 0))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("digits (test) needs at least 1 image, but 0 were asked for");
    }

    private static int nearest(float[][] means, float[] image) {
        int best = 0;
        double least = Double.MAX_VALUE;
        for (int digit = 0; digit < means.length; digit++) {
            double distance = 0;
            for (int pixel = 0; pixel < image.length; pixel++) {
                double difference = means[digit][pixel] - image[pixel];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = digit;
            }
        }
        return best;
    }

    private static float[] input(Dataset dataset, int index) {
        Batch batch = new Batch(1, dataset.inputShape(), dataset.target());
        dataset.read(index, batch, 0);
        return batch.inputs();
    }
}
