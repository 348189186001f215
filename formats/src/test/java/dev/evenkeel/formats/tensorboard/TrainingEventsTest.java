package dev.evenkeel.formats.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.observe.Distribution;
import dev.evenkeel.observe.LayerObservation;
import dev.evenkeel.observe.NormalizationObservation;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.observe.ParameterObservation;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingEventsTest {
    private record Standing(
            int epoch,
            int epochs,
            int step,
            int stepsPerEpoch,
            long totalSteps,
            long examples,
            double loss,
            double meanLoss,
            double accuracy,
            double learningRate,
            long skipped)
            implements Progress {}

    @TempDir
    private Path folder;

    private static Distribution distribution(double mean) {
        return new Distribution(
                400,
                mean,
                2,
                IntStream.range(0, Distribution.QUANTILES)
                        .mapToObj(quantile -> mean + 0.1 * (quantile - 10))
                        .toList());
    }

    private static Observation observation() {
        ParameterObservation weight = new ParameterObservation(
                "1.gamma", distribution(3), distribution(4), 5, 6, 0.5, OptionalDouble.of(0.004));
        ParameterObservation zero =
                new ParameterObservation("1.beta", distribution(0), distribution(0), 0, 0, 0.5, OptionalDouble.empty());
        NormalizationObservation normalization =
                new NormalizationObservation(64, distribution(-2), distribution(1.5), distribution(1.9));
        LayerObservation layer = new LayerObservation(
                "1",
                distribution(7),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of(normalization),
                List.of(weight, zero));
        LayerObservation activation = new LayerObservation(
                "2", distribution(8), OptionalDouble.of(0.25), OptionalDouble.of(0.75), Optional.empty(), List.of());
        return new Observation(40, 0.5, 0.125, OptionalDouble.of(-0.25), List.of(layer, activation));
    }

    private EventFileReader.Event written(EventValues values) throws IOException {
        try (EventFile file = EventFile.start(folder)) {
            file.write(40, values);
            return EventFileReader.events(file.path()).get(2);
        }
    }

    @Test
    void anObservationIsToldMeasureByMeasure() throws IOException {
        EventFileReader.Event event = written(TrainingEvents.of(observation()));

        assertThat(event.scalars())
                .containsExactly(
                        Map.entry("step/loss", 0.5f),
                        Map.entry("step/rate", 0.125f),
                        Map.entry("step/inference_gap", -0.25f),
                        Map.entry("output_mean/1", 7f),
                        Map.entry("output_deviation/1", 2f),
                        Map.entry("largest_mean_shift/1", 3f),
                        Map.entry("largest_deviation_ratio/1", 2.5f),
                        Map.entry("least_variance_share/1", (float) (1.9 - 0.1 * 10)),
                        Map.entry("norm/1.gamma", 5f),
                        Map.entry("gradient_norm/1.gamma", 6f),
                        Map.entry("update_ratio/1.gamma", 0.1f),
                        Map.entry("effective_rate/1.gamma", 0.004f),
                        Map.entry("norm/1.beta", 0f),
                        Map.entry("gradient_norm/1.beta", 0f),
                        Map.entry("output_mean/2", 8f),
                        Map.entry("output_deviation/2", 2f),
                        Map.entry("dead/2", 0.25f),
                        Map.entry("saturated/2", 0.75f));
        assertThat(event.histograms())
                .containsOnlyKeys(
                        "output/1",
                        "mean_shift/1",
                        "deviation_ratio/1",
                        "variance_share/1",
                        "values/1.gamma",
                        "gradient/1.gamma",
                        "values/1.beta",
                        "gradient/1.beta",
                        "output/2");
        assertThat(event.histograms().get("gradient/1.gamma").sum()).isEqualTo(1600);
    }

    @Test
    void noTagIsANumberAndADistribution() throws IOException {
        EventFileReader.Event event = written(TrainingEvents.of(observation()));

        assertThat(event.scalars().keySet())
                .doesNotContainAnyElementsOf(event.histograms().keySet());
    }

    @Test
    void anEpochIsToldWithItsValidation() throws IOException {
        EpochReport epoch = new EpochReport(3, 0.5, 0.75, 0.125, Map.of("accuracy", 0.875));

        assertThat(written(TrainingEvents.of(epoch)).scalars())
                .containsExactly(
                        Map.entry("epoch/loss", 0.5f),
                        Map.entry("epoch/accuracy", 0.75f),
                        Map.entry("epoch/rate", 0.125f),
                        Map.entry("validation/accuracy", 0.875f));
    }

    @Test
    void progressIsToldByItsMeansAndNotWhatObservationsTell() throws IOException {
        Progress progress = new Standing(2, 5, 3, 10, 13, 96, 0.75, 0.5, 0.875, 0.1, 0);

        assertThat(written(TrainingEvents.of(progress)).scalars())
                .containsExactly(Map.entry("epoch_so_far/loss", 0.5f), Map.entry("epoch_so_far/accuracy", 0.875f));
    }

    @Test
    void whatAnEpochDoesNotKnowIsLeftOut() throws IOException {
        EpochReport epoch = new EpochReport(3, 0.5, Double.NaN, 0.125, Map.of());

        assertThat(written(TrainingEvents.of(epoch)).scalars()).containsOnlyKeys("epoch/loss", "epoch/rate");
    }
}
