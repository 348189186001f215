package dev.evenkeel.train.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.observe.Distribution;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void aSampleOfManyValuesIsOfAllChannels() {
        for (int channels : new int[] {1, 3, 10, 16, 48, 64, 100, 250}) {
            for (int examples : new int[] {1, 7, 32, 128}) {
                int size = 36 * channels;
                int length = examples * size;
                int stride = Sample.stride(length, size);
                boolean[] seen = new boolean[channels];
                int count = 0;
                for (int index = 0; index < length; index += stride) {
                    seen[index % channels] = true;
                    count++;
                }
                assertThat(count).isBetween(Math.min(length, Sample.AIM / 4), 2 * Sample.AIM - 1);
                assertThat(seen)
                        .as("%d channels of %d examples", channels, examples)
                        .doesNotContain(false);
            }
        }
    }

    @Test
    void quantilesLieBetweenTheValues() {
        Distribution distribution =
                new Sample().of(new double[] {4, 0, 1, 3, 2}).distribution().orElseThrow();
        assertThat(distribution.least()).isZero();
        assertThat(distribution.lower()).isCloseTo(0.6, within(1e-12));
        assertThat(distribution.median()).isEqualTo(2);
        assertThat(distribution.upper()).isCloseTo(3.4, within(1e-12));
        assertThat(distribution.largest()).isEqualTo(4);
        assertThat(distribution.mean()).isCloseTo(2, within(1e-12));
        assertThat(distribution.deviation()).isCloseTo(Math.sqrt(2), within(1e-12));
    }

    @Test
    void oneValueIsADistributionToo() {
        assertThat(new Sample().of(new float[] {3}).distribution().orElseThrow().quantiles())
                .containsOnly(3.0);
    }

    @Test
    void whatIsNotFiniteIsLeftOut() {
        float[] some = {Float.NaN, 1, Float.POSITIVE_INFINITY, 3, Float.NEGATIVE_INFINITY};
        Distribution distribution = new Sample().of(some).distribution().orElseThrow();
        assertThat(distribution.count()).isEqualTo(2);
        assertThat(distribution.mean()).isEqualTo(2);
        assertThat(new Sample().of(new float[] {Float.NaN}).distribution()).isEmpty();
    }

    @Test
    void paddedPositionsAreLeftOut() {
        Mask mask = new Mask(2, 3);
        mask.truncate(0, 1);
        mask.pad(4);
        float[] values = {1, 2, 90, 90, 90, 90, 3, 4, 90, 90, 5, 6};
        Activations activations = new Activations(Shape.of(3, 2), 2, values, mask);
        Distribution distribution =
                new Sample().of(values, activations, 2).distribution().orElseThrow();
        assertThat(distribution.count()).isEqualTo(6);
        assertThat(distribution.largest()).isEqualTo(6);
        assertThat(distribution.mean()).isCloseTo(3.5, within(1e-12));
    }
}
