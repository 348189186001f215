package dev.evenkeel.layer.core;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonString;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.SharedParameter;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * {@code y = x W^T + b} with the W of another layer: a linear layer that is tied to an embedding, so that the row of a token both
 * stands for it and scores it (Press and Wolf 2017, arXiv 1608.05859; Inan et al. 2017). The other layer, an embedding {@code
 * [entries, features]} or a linear layer {@code [features, inputs]}, keeps {@code weight [features, inputs]}; it is counted, saved
 * and decayed once. Backward as {@link Linear}: dW is added to that of the other layer.
 *
 * <p>An embedding that is tied should begin small, as with {@code initial: {normal: 0.02}}: from PyTorch's standard normal the
 * first scores have a deviation of the square root of the width.
 *
 * @param to the name of the layer whose weight it is, which stands before this one
 * @param features the extent of the output's last axis: the entries of the embedding
 * @param bias whether b, this layer's own, is there
 */
@CheckReturnValue
public record TiedLinear(String to, int features, Linear.Bias bias) implements UnaryLayer {
    private static final String WEIGHT = "weight";

    public TiedLinear {
        if (features < 1 || to.isBlank()) {
            throw new IllegalArgumentException("tiedLinear needs the name of a layer and 1 feature or more, but got '"
                    + to + "' and " + features + " features");
        }
    }

    /** Tied to the weight of a layer before it, without a bias. */
    public static TiedLinear of(String layer, int features) {
        return new TiedLinear(layer, features, Linear.Bias.WITHOUT);
    }

    /** The same with a bias of its own, as BERT's head has it. */
    public TiedLinear withBias() {
        return new TiedLinear(to, features, Linear.Bias.WITH);
    }

    /** Reads {@code to}, {@code features} and {@code bias} ({@code true} or, by default, {@code false}). */
    public static TiedLinear read(Settings settings) {
        String to = settings.find("to")
                .map(given -> given instanceof JsonString word ? word.asString() : given.toString())
                .orElseThrow(() -> settings.wrong("to", "needs the name of the layer whose weight it is"));
        return new TiedLinear(
                to, settings.integer("features"), settings.isSet("bias") ? Linear.Bias.WITH : Linear.Bias.WITHOUT);
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = JsonObject.of().with("to", to).with("features", features);
        return bias == Linear.Bias.WITHOUT ? settings : settings.with("bias", true);
    }

    @Override
    public Shape outputShape(Shape input) {
        return linear().outputShape(input);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        return linear().parameters(input).stream()
                .filter(parameter -> !parameter.name().equals(WEIGHT))
                .toList();
    }

    @Override
    public List<SharedParameter> shared(List<Shape> inputs) {
        Shape weight = Shape.of(features, inputs.get(0).channels());
        return List.of(new SharedParameter(WEIGHT, to, WEIGHT, weight));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new LinearPass(linear(), context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return linear().inference(context);
    }

    /** The linear layer that has its own weight. */
    public Linear linear() {
        return new Linear(features, bias, Initial.UNIFORM);
    }
}
