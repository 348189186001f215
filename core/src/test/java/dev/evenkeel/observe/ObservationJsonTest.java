package dev.evenkeel.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ObservationJsonTest {
    private static final Observation OBSERVATION = Observed.withGap(
            400,
            0.1234567890123,
            -0.01,
            Observed.linear("0", 1e-30, 2e-3),
            Observed.norm("1", Observed.always(0.5), Observed.always(2), Observed.always(0.75)),
            Observed.relu("2", 0.25),
            Observed.sigmoid("3", 0.125));

    private static Observation readBack(Observation observation) {
        return Observation.fromJson(Json.parse(observation.toJson().toString()).asObject());
    }

    private static Observation of(Distribution output, double loss, OptionalDouble dead) {
        LayerObservation layer =
                new LayerObservation("0", output, dead, OptionalDouble.empty(), Optional.empty(), List.of());
        return new Observation(1, loss, 0.1, OptionalDouble.empty(), List.of(layer));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Observation read = readBack(OBSERVATION);

        assertThat(read.toJson()).isEqualTo(OBSERVATION.toJson());
        assertThat(read.step()).isEqualTo(400);
        assertThat(read.loss()).isEqualTo(OBSERVATION.loss());
        assertThat(read.inferenceGap()).hasValue(-0.01);
        assertThat(read.layers().get(1).normalization())
                .isEqualTo(OBSERVATION.layers().get(1).normalization());
        assertThat(read.layers().get(2).dead()).hasValue(0.25);
        assertThat(read.layers().get(0).parameters().get(0).gradientNorm()).isEqualTo(1e-30);
    }

    @Test
    void distributionsAreKeptInSixDigits() {
        Distribution thirds = Observed.always(1.0 / 3);

        assertThat(readBack(of(thirds, 1, OptionalDouble.empty()))
                        .layers()
                        .get(0)
                        .output()
                        .median())
                .isEqualTo(0.333333);
    }

    @Test
    void numbersThatAreNotFiniteComeBackAsNotANumber() {
        List<Double> quantiles = new ArrayList<>(Collections.nCopies(Distribution.QUANTILES, 1.0));
        quantiles.set(20, Double.POSITIVE_INFINITY);
        Distribution wild = new Distribution(3, Double.POSITIVE_INFINITY, Double.NaN, quantiles);

        Observation read = readBack(of(wild, Double.NaN, OptionalDouble.of(Double.NaN)));

        assertThat(read.loss()).isNaN();
        Distribution output = read.layers().get(0).output();
        assertThat(output.mean()).isNaN();
        assertThat(output.deviation()).isNaN();
        assertThat(output.median()).isEqualTo(1);
        assertThat(output.largest()).isNaN();
        assertThat(read.layers().get(0).dead().orElseThrow()).isNaN();
    }

    @Test
    void whatIsMissingOrOfAnotherKindIsNamed() {
        String text = OBSERVATION.toJson().toString();

        assertThatThrownBy(() -> Observation.fromJson(
                        Json.parse(text.replace("\"step\":400,", "")).asObject()))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("'step'");
        assertThatThrownBy(() -> Observation.fromJson(Json.parse(text.replace("\"dead\":0.25", "\"dead\":\"all\""))
                        .asObject()))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("'layers'")
                .hasMessageContaining("'dead'");
        assertThatThrownBy(() -> Observation.fromJson(
                        Json.parse(text.replace("\"meanShift\"", "\"shift\"")).asObject()))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("'normalization'")
                .hasMessageContaining("'meanShift'");
        assertThatThrownBy(() ->
                        Observation.fromJson(Json.parse(text.replaceFirst("\"quantiles\":\\[[^,]*,", "\"quantiles\":["))
                                .asObject()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("21 quantiles, but got 20");
    }
}
