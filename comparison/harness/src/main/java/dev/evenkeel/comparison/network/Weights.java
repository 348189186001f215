package dev.evenkeel.comparison.network;

import dev.evenkeel.comparison.network.Part.Convolution;
import dev.evenkeel.comparison.network.Part.Dense;
import dev.evenkeel.comparison.network.Part.Normalization;
import dev.evenkeel.comparison.value.Layouts;
import dev.evenkeel.comparison.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's parts with weights and running statistics by name, channels last: {@code 0.weight}, {@code 1.running_mean}.
 *
 * @param parts the parts in order
 * @param values by name
 */
public record Weights(List<Part> parts, Map<String, float[]> values) {
    /** Drawn at random, the same for everybody. */
    public static Weights draw(Architecture architecture, int channels) {
        List<Part> parts = architecture.parts(channels);
        Map<String, float[]> values = new LinkedHashMap<>();
        for (int place = 0; place < parts.size(); place++) {
            Part part = parts.get(place);
            if (part instanceof Dense dense) {
                draw(values, place, dense.inputs(), dense.outputs(), dense.bias());
            } else if (part instanceof Convolution convolution) {
                int fanIn = convolution.inputs() * Convolution.TAPS;
                draw(values, place, fanIn, convolution.outputs(), convolution.bias());
            } else if (part instanceof Normalization normalization) {
                int size = normalization.channels();
                values.put(place + ".weight", Values.uniform(size, 10 + place, 0.8f, 1.2f));
                values.put(place + ".bias", Values.uniform(size, 20 + place, -0.1f, 0.1f));
                values.put(place + ".running_mean", Values.uniform(size, 30 + place, -0.1f, 0.1f));
                values.put(place + ".running_var", Values.uniform(size, 40 + place, 0.05f, 0.2f));
            }
        }
        return new Weights(parts, values);
    }

    private static void draw(Map<String, float[]> values, int place, int fanIn, int outputs, Part.Bias bias) {
        float bound = (float) (1 / Math.sqrt(fanIn));
        values.put(place + ".weight", Values.uniform(fanIn * outputs, 50 + place, -bound, bound));
        if (bias == Part.Bias.WITH) {
            values.put(place + ".bias", Values.uniform(outputs, 60 + place, -bound, bound));
        }
    }

    /** @throws IllegalArgumentException if there is none of this name */
    public float[] get(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException("There are no weights '" + name + "', only " + values.keySet());
        }
        return found;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The names of what training learns. */
    public List<String> parameters() {
        return values.keySet().stream()
                .filter(name -> !name.contains("running"))
                .toList();
    }

    /** The weight of the part at a place as channels-first libraries keep it: {@code [outputs, inputs, 3, 3]}, flat inputs by channel. */
    public float[] channelsFirst(int place) {
        return channelsFirst(place, get(place + ".weight"));
    }

    /** Brings values shaped as the weight of the part at a place into that order. */
    public float[] channelsFirst(int place, float[] weight) {
        if (parts.get(place) instanceof Convolution convolution) {
            return Layouts.channelsFirst(weight, convolution.outputs(), Convolution.TAPS, convolution.inputs());
        }
        return follows(place) instanceof Part.Flatten flatten
                ? Layouts.channelsFirst(
                        weight,
                        weight.length / flatten.positions() / flatten.channels(),
                        flatten.positions(),
                        flatten.channels())
                : weight;
    }

    /** The way back from {@link #channelsFirst}. */
    public float[] channelsLast(int place, float[] weight) {
        if (parts.get(place) instanceof Convolution convolution) {
            return Layouts.channelsLast(weight, convolution.outputs(), Convolution.TAPS, convolution.inputs());
        }
        return follows(place) instanceof Part.Flatten flatten
                ? Layouts.channelsLast(
                        weight,
                        weight.length / flatten.positions() / flatten.channels(),
                        flatten.positions(),
                        flatten.channels())
                : weight;
    }

    private Part follows(int place) {
        return parts.get(Math.max(0, place - 1));
    }

    /** The same function without normalizations: their running statistics folded into the weights before them, in double. */
    public Weights folded() {
        List<Part> kept = new ArrayList<>();
        Map<String, float[]> folded = new LinkedHashMap<>();
        for (int place = 0; place < parts.size(); place++) {
            Part part = parts.get(place);
            if (part instanceof Normalization normalization) {
                fold(folded, kept.size() - 1, place, normalization.channels());
            } else {
                for (String kind : List.of(".weight", ".bias")) {
                    if (has(place + kind)) {
                        folded.put(kept.size() + kind, get(place + kind).clone());
                    }
                }
                kept.add(biased(part));
            }
        }
        return new Weights(kept, folded);
    }

    private static Part biased(Part part) {
        if (part instanceof Dense dense) {
            return new Dense(dense.inputs(), dense.outputs(), Part.Bias.WITH);
        }
        return part instanceof Convolution convolution
                ? new Convolution(convolution.inputs(), convolution.outputs(), Part.Bias.WITH)
                : part;
    }

    private void fold(Map<String, float[]> folded, int into, int place, int channels) {
        float[] weight = folded.getOrDefault(into + ".weight", new float[0]);
        float[] bias = new float[channels];
        int inputs = weight.length / channels;
        for (int channel = 0; channel < channels; channel++) {
            double scale =
                    get(place + ".weight")[channel] / Math.sqrt(get(place + ".running_var")[channel] + Values.EPSILON);
            for (int input = 0; input < inputs; input++) {
                weight[channel * inputs + input] = (float) (scale * weight[channel * inputs + input]);
            }
            bias[channel] = (float) (get(place + ".bias")[channel] - scale * get(place + ".running_mean")[channel]);
        }
        folded.put(into + ".bias", bias);
    }
}
