package dev.evenkeel.norm.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Settings;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellNormalizationTest {
    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(CellNormalization.NONE, "{}"),
                Arguments.of(CellNormalization.layer(), "{\"normalization\":\"layer\"}"),
                Arguments.of(
                        CellNormalization.layer().epsilon(1e-3), "{\"normalization\":{\"layer\":{\"epsilon\":0.001}}}"),
                Arguments.of(CellNormalization.batch(7), "{\"normalization\":{\"batch\":{\"maxSteps\":7}}}"),
                Arguments.of(
                        CellNormalization.batch(7).newBatchWeight(0.5),
                        "{\"normalization\":{\"batch\":{\"maxSteps\":7,\"newBatchWeight\":0.5}}}"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void whatIsWrittenIsRead(CellNormalization normalization, String text) {
        JsonObject written = normalization.addTo(JsonObject.of());

        assertThat(written).hasToString(text);
        assertThat(read(text)).isEqualTo(normalization);
    }

    @Test
    void oneStepAndAWholeWeightAreEnough() {
        assertThat(CellNormalization.batch(1).newBatchWeight(1).maxSteps()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"BATCH,0,0.1", "BATCH,3,0", "BATCH,3,1.5", "LAYER,3,0", "LAYER,0,0.1", "NONE,1,0", "NONE,0,0.1"})
    void stepsAndAWeightAreOfTheBatchAlone(CellNormalization.Kind kind, int maxSteps, float newBatchWeight) {
        assertThatThrownBy(() -> new CellNormalization(kind, 1e-5f, maxSteps, newBatchWeight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but got " + maxSteps + " and " + newBatchWeight);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"normalization\":\"group\"}", "{\"normalization\":{}}", "{\"normalization\":3}"})
    void whatIsNoneOfThemIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining("needs 'layer' or {batch: {maxSteps: 100}}");
    }

    @Test
    void aCellNormalisedByTheBatchBeginsWithASmallGamma() {
        assertThat(CellNormalization.batch(3).initialGamma()).isEqualTo(0.1f);
        assertThat(CellNormalization.layer().initialGamma()).isEqualTo(1f);
    }

    @Test
    void whatNormalisesNothingIsNotPresent() {
        assertThat(CellNormalization.NONE.isPresent()).isFalse();
        assertThat(CellNormalization.layer().isPresent()).isTrue();
    }

    private static CellNormalization read(String text) {
        return CellNormalization.read(Settings.of("lstm", Json.parse(text), "units"));
    }
}
