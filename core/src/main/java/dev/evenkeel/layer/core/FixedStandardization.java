package dev.evenkeel.layer.core;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code y = (x - mean) / deviation} per channel of {@code [batch, ..., channels]} with values that the description states:
 * how the inputs of a network trained elsewhere were prepared. Nothing is fitted and no tensor is kept.
 *
 * @param mean one for each channel, or one for all; same unit as the input
 * @param deviation one for each channel, or one for all; same unit as the input; above 0
 */
public record FixedStandardization(List<Float> mean, List<Float> deviation) implements UnaryLayer {
    public FixedStandardization {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.isEmpty() || deviation.isEmpty()) {
            throw new IllegalArgumentException("needs a mean and a deviation for each channel, or one for all, but got "
                    + mean.size() + " means and " + deviation.size() + " deviations");
        }
        for (float value : mean) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("needs finite means, but got " + value);
            }
        }
        for (float value : deviation) {
            if (!(value > 0 && Float.isFinite(value) && Float.isFinite(1 / value))) {
                throw new IllegalArgumentException("needs finite deviations above 0, but got " + value);
            }
        }
    }

    /** Values for each channel, or one for all. */
    public static FixedStandardization of(float[] mean, float[] deviation) {
        return new FixedStandardization(list(mean), list(deviation));
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    /** Reads {@code mean} and {@code deviation}, each a number or a list of one for each channel. */
    public static FixedStandardization read(Settings settings) {
        return new FixedStandardization(values(settings, "mean"), values(settings, "deviation"));
    }

    private static List<Float> values(Settings settings, String name) {
        JsonValue given = settings.find(name)
                .orElseThrow(
                        () -> settings.wrong(name, "is needed where standardize has fixed values, but is missing"));
        List<Float> values = new ArrayList<>();
        try {
            for (JsonValue value : given instanceof JsonArray list ? list : JsonArray.of(given)) {
                values.add(value.asFloat());
            }
        } catch (JsonException wrong) {
            throw settings.wrong(name, String.valueOf(wrong.getMessage()));
        }
        return values;
    }

    @Override
    public String typeName() {
        return "standardize";
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of()
                .with("mean", JsonArray.ofNumbers(array(mean)))
                .with("deviation", JsonArray.ofNumbers(array(deviation)));
    }

    /** @throws EvenkeelException if there is neither one value for all channels nor one for each */
    @Override
    public Shape outputShape(Shape input) {
        requireOneEach("mean", mean.size(), input);
        requireOneEach("deviation", deviation.size(), input);
        return input;
    }

    private static void requireOneEach(String name, int size, Shape input) {
        if (size != 1 && size != input.channels()) {
            throw new EvenkeelException(
                    "needs a " + name + " for each channel, or one for all, but has " + size + " and its input " + input
                            + " has " + input.channels() + (input.channels() == 1 ? " channel" : " channels"));
        }
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        float[] means = array(mean);
        float[] deviations = array(deviation);
        return new StandardizationPass(context, () -> means, () -> deviations);
    }

    @Override
    public Operation inference(InferenceContext context) {
        double[] means = new double[context.inputShape().channels()];
        double[] scale = new double[means.length];
        for (int channel = 0; channel < means.length; channel++) {
            means[channel] = mean.get(channel % mean.size());
            scale[channel] = 1.0 / deviation.get(channel % deviation.size());
        }
        return ChannelAffine.of(typeName(), means, scale, new double[means.length]);
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int index = 0; index < array.length; index++) {
            array[index] = values.get(index);
        }
        return array;
    }
}
