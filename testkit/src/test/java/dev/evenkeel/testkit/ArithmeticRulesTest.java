package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.clip;
import static dev.evenkeel.network.Layers.constant;
import static dev.evenkeel.network.Layers.elu;
import static dev.evenkeel.network.Layers.hardSwish;
import static dev.evenkeel.network.Layers.logSoftmax;
import static dev.evenkeel.network.Layers.mish;
import static dev.evenkeel.network.Layers.multiply;
import static dev.evenkeel.network.Layers.reduceMean;
import static dev.evenkeel.network.Layers.softplus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Function;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.LayerRegistry;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.LocalResponseNorm;
import dev.evenkeel.norm.LpNorm;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the layers of arithmetic do at the ends of their ranges, and what they refuse. */
class ArithmeticRulesTest {
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    @ParameterizedTest
    @EnumSource(Function.class)
    void whatIsNotANumberStaysSo(Function function) {
        assertThat(predict(Apply.of(function), Float.NaN)).containsExactly(Float.NaN);
        Shape wide = Shape.of(40);
        float[] values = new float[40];
        values[17] = Float.NaN;
        assertThat(predictor(wide, Apply.of(function)).predict(values)[17]).isNaN();
    }

    @ParameterizedTest
    @EnumSource(Combine.Operator.class)
    void anOperatorKeepsWhatIsNotANumber(Combine.Operator operator) {
        assertThat(predict(new Combine(operator), Float.NaN)).containsExactly(Float.NaN);
    }

    @Test
    void functionsReachTheirLimits() {
        assertThat(predict(elu(), -INFINITE, INFINITE)).containsExactly(-1, INFINITE);
        assertThat(predict(softplus(), -INFINITE, 1000, -1000)).containsExactly(0, 1000, 0);
        assertThat(predict(mish(), -INFINITE, -1000, 1000, INFINITE)).containsExactly(0, 0, 1000, INFINITE);
        assertThat(predict(hardSwish(), -INFINITE, -3, 3, INFINITE)).containsExactly(0, 0, 3, INFINITE);
        assertThat(predict(Apply.of(Function.SWISH), -INFINITE, INFINITE)).containsExactly(0, INFINITE);
        assertThat(predict(Apply.of(Function.SOFTSIGN), -INFINITE, INFINITE)).containsExactly(-1, 1);
        assertThat(predict(Apply.of(Function.LOG), 0, INFINITE)).containsExactly(-INFINITE, INFINITE);
        assertThat(predict(Apply.of(Function.ROUND), -2.5f, -1.5f, 0.5f, 1.5f, 2.5f))
                .containsExactly(-2, -2, 0, 2, 2);
        assertThat(predict(Apply.of(Function.THRESHOLDED_RELU), 1, 1.5f)).containsExactly(0, 1.5f);
    }

    @Test
    void aFunctionOfASmallValueKeepsItsDigits() {
        assertThat(predict(elu(), -1e-6f)[0]).isCloseTo(-1e-6f, Percentage.withPercentage(1e-4));
        assertThat(predict(softplus(), -20)[0]).isCloseTo(2.0611537e-9f, Percentage.withPercentage(1e-4));
    }

    @Test
    void boundsThatCrossGiveTheUpperOne() {
        assertThat(predict(clip(3, 1), -7, 2, 7)).containsExactly(1, 1, 1);
        assertThat(Function.CLIP.derivative(2, 3, 1)).isZero();
    }

    @Test
    void anInfiniteBoundIsLeftOutOfADescription() {
        assertThat(clip(0, INFINITE).settings().toString()).isEqualTo("{\"min\":0}");
        assertThat(clip(-INFINITE, 6).settings().toString()).isEqualTo("{\"max\":6}");
        assertThat(read("clip", "{\"min\": 0}")).isEqualTo(clip(0, INFINITE));
        assertThat(read("clip", "{}")).isEqualTo(clip(-INFINITE, INFINITE));
    }

    @Test
    void aDescriptionIsAsShortAsItMayBe() {
        assertThat(read("elu", "{}")).isEqualTo(elu());
        assertThat(read("elu", "0.5")).isEqualTo(new Apply(Function.ELU, 0.5f, 0));
        assertThat(read("power", "3")).isEqualTo(new Apply(Function.POWER, 3, 0));
        assertThat(read("scaleShift", "{\"shift\": 2}")).isEqualTo(new Apply(Function.LINEAR, 1, 2));
        assertThat(read("reduce", "{\"axes\": 0}")).isEqualTo(reduceMean(0));
        assertThat(read("reduce", "\"max\"")).isEqualTo(new Reduce(Reduce.Operator.MAX, List.of(-1)));
        assertThat(read("lpNorm", "1")).isEqualTo(new LpNorm(1));
        assertThat(read("localResponseNorm", "5")).isEqualTo(LocalResponseNorm.of(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "power | {} | layers[0].power: needs the setting 'exponent', but it is missing",
                "celu | 0 | celu needs an alpha above 0, but got 0.0",
                "hardSwish | 3 | layers[0].hardSwish.value: unknown setting",
                "elu | {\"aplha\": 3} | layers[0].elu.aplha: unknown setting; did you mean 'alpha'? Settings: alpha",
                "reduce | {\"axes\": []} | reduce needs one axis or more, but got none",
                "reduce | {\"axes\": [\"x\"]} | layers[0].reduce.axes: ",
                "reduce | \"men\" | needs one of mean, sum, max,",
                "prelu | 0 | prelu needs 1 slope or more, but got 0",
                "lpNorm | 3 | lpNorm needs a p of 1 or 2, but got 3",
                "localResponseNorm | {\"size\": 0} | localResponseNorm needs a size of 1 or more, but got 0",
                "localResponseNorm | {\"size\": 3, \"k\": 0} | a k above 0",
                "constant | {} | layers[0].constant: needs the setting 'shape', but it is missing",
                "constant | [3, 0] | constant needs a shape of at least one axis and no empty axis, but got [3, 0]"
            })
    void aWrongSettingIsNamedWithItsPlace(String word, String settings, String message) {
        assertThatThrownBy(() -> read(word, settings))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aNumberThatAFunctionDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> new Apply(Function.MISH, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mish has no such number: it needs 0 there, but got 1.0");
        assertThatThrownBy(() -> new Apply(Function.ELU, Float.NaN, 0)).hasMessageContaining("finite alpha");
        assertThatThrownBy(() -> clip(INFINITE, INFINITE)).hasMessageContaining("finite min");
    }

    @Test
    void shapesThatDoNotStretchToOneAreRefused() {
        Network.Builder network = Network.builder(Shape.of(3, 4)).add("narrow", reduceMean(0));
        assertThat(network.add("product", multiply(), List.of(Network.INPUT, "narrow"))
                        .build()
                        .output())
                .isEqualTo(Shape.of(3, 4));
        assertThatThrownBy(() -> Network.builder(Shape.of(3, 4))
                        .add("short", constant(3), List.of())
                        .add("product", multiply(), List.of(Network.INPUT, "short")))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "multiply 'product' needs inputs whose extents, from the last axis on, are equal or 1, but got"
                                + " [[3, 4], [3]]. Bring them to such shapes");
    }

    @Test
    void reductionsOfExtremeValuesStayFinite() {
        Layer logSumExp = new Reduce(Reduce.Operator.LOG_SUM_EXP, List.of(0));
        assertThat(predict(logSumExp, 1000, 1000)[0]).isCloseTo(1000.6931f, Offset.offset(1e-4f));
        assertThat(predict(logSumExp, -INFINITE, -INFINITE)).containsExactly(-INFINITE);
        assertThat(predict(logSoftmax(), 10000, 10001)[0]).isCloseTo(-1.3132617f, Offset.offset(1e-6f));
        assertThat(predict(new Reduce(Reduce.Operator.L2, List.of(0)), 3e30f, 4e30f))
                .containsExactly(5e30f);
    }

    @Test
    void aRowOfZerosStaysZeros() {
        assertThat(predict(new LpNorm(1), 0, 0)).containsExactly(0, 0);
        assertThat(predict(new LpNorm(2), 0, 0)).containsExactly(0, 0);
    }

    private static Layer read(String word, String settings) {
        return LayerRegistry.standard().read("layers[0]", word, Json.parse(settings));
    }

    private static float[] predict(Layer layer, float... values) {
        return predictor(Shape.of(values.length), layer).predict(values);
    }

    /** Every input of the layer is the network's. */
    private static Predictor predictor(Shape shape, Layer layer) {
        List<String> inputs = layer instanceof Combine ? List.of(Network.INPUT, Network.INPUT) : List.of(Network.INPUT);
        Network network = Network.builder(shape).add("layer", layer, inputs).build();
        return new Model(network, Map.of(), Map.of(), Model.Output.plain(), JsonObject.of(), Map.of()).freeze();
    }
}
