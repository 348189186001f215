package dev.evenkeel.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.train.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossCurveTest {
    private static final int STEPS_PER_EPOCH = 10;

    @Test
    void aShortRunHasAPointForEachStep() {
        LossCurve curve = LossCurve.of(JsonObject.of());
        steps(curve, 1, 5);

        assertThat(numbers(curve.toJson(), "steps")).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
        assertThat(numbers(curve.toJson(), "loss")).containsExactly(1.0, 0.5, 1 / 3.0, 0.25, 0.2);
        assertThat(curve.toJson().integer("stepsPerEpoch")).isEqualTo(STEPS_PER_EPOCH);
    }

    @Test
    void aLongRunHasMeansOfAsManySteps() {
        LossCurve curve = LossCurve.of(JsonObject.of());
        int last = 5 * LossCurve.MAX_POINTS;
        steps(curve, 1, last);

        List<Double> steps = numbers(curve.toJson(), "steps");
        assertThat(steps)
                .hasSizeBetween(LossCurve.MAX_POINTS / 2, LossCurve.MAX_POINTS)
                .isSorted();
        long every = curve.toJson().longInteger("every");
        assertThat(every).isEqualTo(8);
        assertThat(steps.get(0)).isEqualTo((double) every);
        double mean = 0;
        for (int step = 1; step <= every; step++) {
            mean += 1.0 / step / every;
        }
        assertThat(numbers(curve.toJson(), "loss").get(0)).isCloseTo(mean, within(1e-12));
    }

    @Test
    void aRunThatGoesOnForgetsWhatItDoesAgain() {
        LossCurve before = LossCurve.of(JsonObject.of());
        steps(before, 1, 20);
        LossCurve curve = LossCurve.of(JsonObject.of().with("curve", before.toJson()));
        steps(curve, 16, 25);

        LossCurve whole = LossCurve.of(JsonObject.of());
        steps(whole, 1, 25);
        assertThat(curve.toJson()).isEqualTo(whole.toJson());
    }

    @Test
    void aStepWithoutALossIsNoPoint() {
        LossCurve curve = LossCurve.of(JsonObject.of());
        curve.add(new Step(1, Double.NaN));
        curve.add(new Step(2, 3));

        assertThat(numbers(curve.toJson(), "steps")).containsExactly(2.0);
    }

    private static void steps(LossCurve curve, int first, int last) {
        for (int step = first; step <= last; step++) {
            curve.add(new Step(step, 1.0 / step));
        }
    }

    private static List<Double> numbers(JsonObject json, String key) {
        return json.array(key).elements().stream().map(JsonValue::asDouble).toList();
    }

    private record Step(long totalSteps, double loss) implements Progress {
        @Override
        public int epoch() {
            return 1;
        }

        @Override
        public int epochs() {
            return 1;
        }

        @Override
        public int step() {
            return (int) totalSteps;
        }

        @Override
        public int stepsPerEpoch() {
            return STEPS_PER_EPOCH;
        }

        @Override
        public long examples() {
            return totalSteps;
        }

        @Override
        public double meanLoss() {
            return loss;
        }

        @Override
        public double accuracy() {
            return Double.NaN;
        }

        @Override
        public double learningRate() {
            return 1;
        }

        @Override
        public long skipped() {
            return 0;
        }
    }
}
