package dev.evenkeel.lab.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.tensor.Randomness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutExperimentTest {
    private static final int DRAWN = 200_000;

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.7, 0.9})
    void theRatioOfAReluOfGaussiansIsThatOfItsMeanAndVariance(double keep) {
        double mean = 1 / Math.sqrt(2 * Math.PI);
        assertThat(DropoutExperiment.law(keep, mean, 0.5 - mean * mean))
                .isCloseTo(DropoutExperiment.varianceRatio(keep), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9})
    void theLawHoldsForValuesThatAreNotGaussian(double keep) {
        Randomness random = new Randomness(3);
        float[] values = new float[DRAWN];
        float[] dropped = new float[DRAWN];
        for (int at = 0; at < DRAWN; at++) {
            values[at] = (float) Math.exp(0.5 * random.nextGaussian());
            dropped[at] = random.nextDouble() < keep ? (float) (values[at] / keep) : 0;
        }
        Moments inference = Moments.of(values, 1);
        double variance = Math.pow(inference.deviation()[0], 2);
        double ratio = variance / Math.pow(Moments.of(dropped, 1).deviation()[0], 2);
        assertThat(ratio).isCloseTo(DropoutExperiment.law(keep, inference.mean()[0], variance), within(0.01));
    }
}
