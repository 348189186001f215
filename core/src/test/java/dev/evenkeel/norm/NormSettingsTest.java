package dev.evenkeel.norm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.json.Json;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.network.Layers;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings as Java, YAML and files say them. */
class NormSettingsTest {
    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(Layers.batchNorm(), "{}"),
                Arguments.of(Layers.batchNorm().epsilon(1e-3f), "{\"epsilon\":0.001}"),
                Arguments.of(
                        Layers.batchNorm()
                                .epsilon(1e-3f)
                                .newBatchWeight(0.01f)
                                .estimator(VarianceEstimator.BIASED)
                                .withoutAffine()
                                .ghostSize(32)
                                .frozenStatistics(),
                        "{\"epsilon\":0.001,\"newBatchWeight\":0.01,\"estimator\":\"biased\",\"withoutAffine\":true,"
                                + "\"ghostSize\":32,\"frozenStatistics\":true}"),
                Arguments.of(Layers.batchNorm().cumulative(), "{\"cumulative\":true}"),
                Arguments.of(Layers.batchRenorm(), "{}"),
                Arguments.of(
                        Layers.batchRenorm()
                                .epsilon(1e-3f)
                                .cumulative()
                                .estimator(VarianceEstimator.BIASED)
                                .withoutAffine()
                                .limits(2, 1)
                                .ramp(1, 3, 2),
                        "{\"epsilon\":0.001,\"cumulative\":true,\"estimator\":\"biased\",\"withoutAffine\":true,"
                                + "\"rMax\":2,\"dMax\":1,\"from\":1,\"rMaxAt\":3,\"dMaxAt\":2}"),
                Arguments.of(Layers.batchRenorm().newBatchWeight(0.1f), "{\"newBatchWeight\":0.1}"),
                Arguments.of(Layers.layerNorm(), "{}"),
                Arguments.of(
                        Layers.layerNorm().overAllAxes().epsilon(1e-3f).withoutAffine(),
                        "{\"overAllAxes\":true,\"epsilon\":0.001,\"withoutAffine\":true}"),
                Arguments.of(Layers.batchNorm().zeroGamma(), "{\"zeroGamma\":true}"),
                Arguments.of(Layers.batchRenorm().zeroGamma(), "{\"zeroGamma\":true}"),
                Arguments.of(Layers.layerNorm().zeroGamma(), "{\"zeroGamma\":true}"),
                Arguments.of(Layers.groupNorm(8).zeroGamma(), "{\"groups\":8,\"zeroGamma\":true}"),
                Arguments.of(Layers.instanceNorm().zeroGamma(), "{\"zeroGamma\":true}"),
                Arguments.of(Layers.rmsNorm().zeroGamma(), "{\"zeroGamma\":true}"),
                Arguments.of(Layers.batchNorm().withoutScale(), "{\"scale\":false}"),
                Arguments.of(Layers.batchNorm().withoutBias(), "{\"bias\":false}"),
                Arguments.of(Layers.batchNorm().zeroGamma().withoutBias(), "{\"zeroGamma\":true,\"bias\":false}"),
                Arguments.of(Layers.batchNorm().withoutBias().withoutScale(), "{\"withoutAffine\":true}"),
                Arguments.of(Layers.batchRenorm().withoutScale(), "{\"scale\":false}"),
                Arguments.of(Layers.layerNorm().withoutBias(), "{\"bias\":false}"),
                Arguments.of(Layers.groupNorm(8).withoutScale(), "{\"groups\":8,\"scale\":false}"),
                Arguments.of(Layers.instanceNorm().withAffine().withoutBias(), "{\"withAffine\":true,\"bias\":false}"),
                Arguments.of(
                        Layers.instanceNorm().withAffine().withoutScale(), "{\"withAffine\":true,\"scale\":false}"),
                Arguments.of(
                        Layers.instanceNorm().withAffine().withoutBias().zeroGamma(),
                        "{\"zeroGamma\":true,\"bias\":false}"),
                Arguments.of(Layers.rmsNorm().withoutBias(), "{}"),
                Arguments.of(Layers.rmsNorm().withoutScale(), "{\"withoutAffine\":true}"),
                Arguments.of(Layers.groupNorm(8), "8"),
                Arguments.of(Layers.groupNorm(8).withoutAffine(), "{\"groups\":8,\"withoutAffine\":true}"),
                Arguments.of(Layers.groupNorm(8).epsilon(1e-3f), "{\"groups\":8,\"epsilon\":0.001}"),
                Arguments.of(Layers.instanceNorm(), "{}"),
                Arguments.of(
                        Layers.instanceNorm().withAffine().epsilon(1e-3f), "{\"epsilon\":0.001,\"withAffine\":true}"),
                Arguments.of(Layers.rmsNorm(), "{}"),
                Arguments.of(
                        Layers.rmsNorm().epsilon(1e-3f).withoutAffine(), "{\"epsilon\":0.001,\"withoutAffine\":true}"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void whatIsWrittenIsReadAgain(Layer layer, String json) {
        assertThat(layer.settings()).hasToString(json);
        assertThat(LayerRegistry.standard().read("layers[0]", layer.typeName(), layer.settings()))
                .isEqualTo(layer);
        assertThat(LayerRegistry.standard().read("layers[0]", layer.typeName(), Json.parse(json)))
                .isEqualTo(layer);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -1e-5f, Float.NaN, Float.POSITIVE_INFINITY})
    void epsilonIsFiniteAndAboveZero(float epsilon) {
        String message = "needs a finite epsilon above 0, but got " + epsilon
                + ". It keeps channels that never change from dividing by 0";
        assertThatThrownBy(() -> Layers.batchNorm().epsilon(epsilon)).hasMessage(message);
        assertThatThrownBy(() -> Layers.batchRenorm().epsilon(epsilon)).hasMessage(message);
        assertThatThrownBy(() -> Layers.layerNorm().epsilon(epsilon)).hasMessage(message);
        assertThatThrownBy(() -> Layers.groupNorm(2).epsilon(epsilon)).hasMessage(message);
        assertThatThrownBy(() -> Layers.instanceNorm().epsilon(epsilon)).hasMessage(message);
        assertThatThrownBy(() -> Layers.rmsNorm().epsilon(epsilon))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, -0.1f, 1.01f, Float.NaN})
    void theWeightOfTheNewBatchIsAShare(float weight) {
        assertThatThrownBy(() -> Layers.batchNorm().newBatchWeight(weight))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs a newBatchWeight above 0 and at most 1, but got " + weight
                        + ". It is the weight of the new batch: 0.1 where Keras has momentum 0.9");
    }

    @Test
    void sizesAreCounts() {
        assertThatThrownBy(() -> Layers.batchNorm().ghostSize(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs a ghostSize of 1 or more examples, or 0 for the whole batch, but got -1");
        assertThatThrownBy(() -> Layers.groupNorm(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs 1 group or more, but got 0");
        assertThat(Layers.groupNorm(1).groups()).isEqualTo(1);
    }

    @Test
    void theDefaultsArePyTorchs() {
        assertThat(Layers.batchNorm().epsilon()).isEqualTo(1e-5f);
        assertThat(Layers.batchNorm().averaging()).isEqualTo(new Averaging.Exponential(0.1f));
        assertThat(Layers.batchNorm().estimator()).isEqualTo(VarianceEstimator.UNBIASED);
        assertThat(Layers.layerNorm().epsilon()).isEqualTo(1e-5f);
        assertThat(Layers.groupNorm(2).epsilon()).isEqualTo(1e-5f);
        assertThat(Layers.instanceNorm().epsilon()).isEqualTo(1e-5f);
        assertThat(Layers.instanceNorm().affine()).isEqualTo(Affine.NONE);
        assertThat(Layers.rmsNorm().epsilon()).isEqualTo(0x1p-23f);
    }

    @ParameterizedTest
    @MethodSource("normalizations")
    void gammaStartsAtOneOrAtZeroAsAsked(Normalization norm) {
        assertThat(initialGamma(norm)).containsOnly(1);
        assertThat(initialGamma(norm.zeroGamma())).containsOnly(0);
        assertThat(norm.zeroGamma().parameters(Shape.of(3, 4))).hasSameSizeAs(norm.parameters(Shape.of(3, 4)));
    }

    static Stream<Normalization> normalizations() {
        return Stream.of(
                Layers.batchNorm(),
                Layers.batchRenorm(),
                Layers.layerNorm(),
                Layers.groupNorm(2),
                Layers.instanceNorm().withAffine(),
                Layers.rmsNorm());
    }

    private static float[] initialGamma(Normalization norm) {
        Parameter gamma = norm.parameters(Shape.of(3, 4)).get(0);
        float[] values = new float[gamma.shape().size()];
        gamma.initializer().fill(values, new Randomness(1));
        assertThat(gamma.name()).isEqualTo("weight");
        return values;
    }

    @Test
    void withoutGammaItCannotStartAtZero() {
        assertThatThrownBy(() -> read("{\"withoutAffine\":true,\"zeroGamma\":true}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("layers[0].batchNorm.zeroGamma: there is no gamma withoutAffine; leave one of the two out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"center\":false}", "{\"bias\":false,\"scale\":true}", "{\"bias\":false}"})
    void kerasWordsAreRead(String json) {
        assertThat(read(json)).isEqualTo(Layers.batchNorm().withoutBias());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"withoutAffine\":true,\"bias\":true}  | bias: there is no beta withoutAffine",
                "{\"withoutAffine\":true,\"scale\":true} | scale: there is no gamma withoutAffine",
                "{\"scale\":false,\"zeroGamma\":true}    | zeroGamma: there is no gamma with 'scale: false'",
                "{\"bias\":false,\"center\":true}        | center: it is another word for 'bias'"
            })
    void contradictionsOfGammaAndBetaAreNamed(String json, String problem) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(DescriptionException.class)
                .hasMessage("layers[0].batchNorm." + problem + "; leave one of the two out");
    }

    @Test
    void aCumulativeAverageHasNoWeight() {
        assertThatThrownBy(() -> read("{\"cumulative\":true,\"newBatchWeight\":0.1}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessage(
                        "layers[0].batchNorm.cumulative: a cumulative average has no newBatchWeight; leave one of the"
                                + " two out");
    }

    @Test
    void aWrongSettingNamesItsPlace() {
        assertThatThrownBy(() -> read("{\"epsilonn\":0.1}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("layers[0].batchNorm.epsilonn")
                .hasMessageContaining("epsilon");
        assertThatThrownBy(() -> read("{\"epsilon\":-1}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("needs a finite epsilon above 0");
        assertThatThrownBy(() -> read("{\"momentum\":0.1}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("unknown setting")
                .hasMessageContaining("newBatchWeight");
    }

    private static Layer read(String settings) {
        return LayerRegistry.standard().read("layers[0]", "batchNorm", Json.parse(settings));
    }
}
