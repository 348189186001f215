package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds of a layer's settings, shapes and tensors. */
final class Descriptions {
    private static final String PLACE = "layers[0]";

    private Descriptions() {}

    static void roundTrip(LayerCase tested) {
        Layer layer = tested.layer();
        JsonValue written = layer.settings();
        assertThat(tested.registry().typeNames()).contains(layer.typeName());
        assertThat(tested.registry().read(PLACE, layer.typeName(), written)).isEqualTo(layer);
        JsonValue parsed = Json.parse(written.toString());
        assertThat(tested.registry().read(PLACE, layer.typeName(), parsed)).isEqualTo(layer);
        assertThat(parsed).isEqualTo(written);
    }

    static void refusesUnknownSetting(LayerCase tested) {
        JsonObject settings = tested.layer().settings() instanceof JsonObject object ? object : JsonObject.of();
        JsonObject wrong = settings.with("noSuchSetting", 1);
        assertThatThrownBy(() -> tested.registry().read(PLACE, tested.layer().typeName(), wrong))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining(PLACE + "." + tested.layer().typeName());
    }

    static void refusesInputs(LayerCase tested) {
        Layer layer = tested.layer();
        List<Shape> wrong = tested.inputs().isEmpty() ? List.of(Shape.of(3)) : List.of();
        assertThatThrownBy(() -> layer.outputShape(wrong))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(String.valueOf(wrong.size()));
        for (LayerCase.Refusal refusal : tested.refusals()) {
            List<String> inputs = Collections.nCopies(tested.inputs().size(), Network.INPUT);
            assertThatThrownBy(() -> Network.builder(refusal.input()).add("odd", layer, inputs))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith(layer.typeName() + " 'odd' ")
                    .hasMessageContaining("needs")
                    .hasMessageContaining(refusal.input().toString())
                    .hasMessageContainingAll(refusal.words().toArray(new String[0]));
        }
    }

    static void declaresTensors(LayerCase tested) {
        Set<String> names = new HashSet<>();
        for (Parameter parameter : tested.layer().parameters(tested.inputs())) {
            assertThat(names.add(parameter.name())).as(parameter.name()).isTrue();
            float[] values = new float[parameter.shape().size()];
            float[] again = values.clone();
            parameter.initializer().fill(values, Randomness.of(3, "initial"));
            parameter.initializer().fill(again, Randomness.of(3, "initial"));
            assertThat(again).isEqualTo(values);
            for (float value : values) {
                assertThat(value).isFinite();
            }
        }
        for (Statistic statistic : tested.layer().statistics(tested.inputs())) {
            assertThat(names.add(statistic.name())).as(statistic.name()).isTrue();
            assertThat(statistic.initial()).isFinite();
        }
        Shape output = tested.layer().outputShape(tested.inputs());
        assertThat(output.size()).isPositive();
    }
}
