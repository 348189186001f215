package dev.evenkeel.comparison.network;

import dev.evenkeel.comparison.network.Part.Named;
import dev.evenkeel.comparison.network.Part.Normalization;
import dev.evenkeel.comparison.network.Part.Weighted;
import dev.evenkeel.comparison.value.Layouts;
import dev.evenkeel.comparison.value.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's parts with weights and running statistics by name, channels last: {@code 0.weight}, {@code 1.running_mean}.
 *
 * @param parts the parts in order
 * @param values by name
 */
public record Weights(List<Named> parts, Map<String, float[]> values) {
    private static final List<String> LEARNED = List.of(".weight", ".bias");

    /** Drawn at random, the same for everybody. */
    public static Weights draw(Architecture architecture, int channels) {
        List<Named> parts = architecture.parts(channels);
        Map<String, float[]> values = new LinkedHashMap<>();
        int place = 0;
        for (Named named : Part.flat(parts).toList()) {
            if (named.part() instanceof Weighted weighted) {
                draw(values, named.name(), place, weighted);
            } else if (named.part() instanceof Normalization normalization) {
                draw(values, named.name(), place, normalization.channels());
            }
            place++;
        }
        return new Weights(parts, values);
    }

    private static void draw(Map<String, float[]> values, String name, int place, Weighted part) {
        int fanIn = part.positions() * part.channels();
        float bound = (float) (1 / Math.sqrt(fanIn));
        values.put(name + ".weight", Values.uniform(fanIn * part.outputs(), 50 + place, -bound, bound));
        if (part.bias() == Part.Bias.WITH) {
            values.put(name + ".bias", Values.uniform(part.outputs(), 60 + place, -bound, bound));
        }
    }

    private static void draw(Map<String, float[]> values, String name, int place, int channels) {
        values.put(name + ".weight", Values.uniform(channels, 10 + place, 0.8f, 1.2f));
        values.put(name + ".bias", Values.uniform(channels, 20 + place, -0.1f, 0.1f));
        values.put(name + ".running_mean", Values.uniform(channels, 30 + place, -0.1f, 0.1f));
        values.put(name + ".running_var", Values.uniform(channels, 40 + place, 0.05f, 0.2f));
    }

    /** @throws IllegalArgumentException if there is none of this name */
    public float[] get(String name) {
        float[] found = values.get(name);
        if (found == null) {
            throw new IllegalArgumentException("There are no weights '" + name + "', only " + values.keySet());
        }
        return found;
    }

    /** The part that a weight or statistic belongs to. */
    public Part part(String name) {
        String part = name.substring(0, name.lastIndexOf('.'));
        return Part.flat(parts)
                .filter(named -> named.name().equals(part))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no part '" + part + "', only "
                        + Part.flat(parts).map(Named::name).toList()))
                .part();
    }

    /** The names of what training learns. */
    public List<String> parameters() {
        return values.keySet().stream()
                .filter(name -> !name.contains("running"))
                .toList();
    }

    /** A weight as channels-first libraries keep it: {@code [outputs, channels, positions]}; anything else as it is. */
    public float[] channelsFirst(String name) {
        return name.endsWith(".weight") && part(name) instanceof Weighted part
                ? Layouts.channelsFirst(get(name), part.outputs(), part.positions(), part.channels())
                : get(name);
    }

    /** The way back from {@link #channelsFirst}, for values shaped as this weight. */
    public float[] channelsLast(String name, float[] turned) {
        return name.endsWith(".weight") && part(name) instanceof Weighted part
                ? Layouts.channelsLast(turned, part.outputs(), part.positions(), part.channels())
                : turned;
    }

    /** The same function without normalizations: their running statistics folded into the weights before them, in double. */
    public Weights folded() {
        Map<String, float[]> folded = new LinkedHashMap<>();
        String before = "";
        for (Named named : Part.flat(parts).toList()) {
            if (named.part() instanceof Normalization normalization) {
                fold(folded, before, named.name(), normalization.channels());
            } else {
                before = named.name();
                for (String kind : LEARNED) {
                    if (values.containsKey(before + kind)) {
                        folded.put(before + kind, get(before + kind).clone());
                    }
                }
            }
        }
        return new Weights(Part.folded(parts), folded);
    }

    private void fold(Map<String, float[]> folded, String into, String name, int channels) {
        float[] weight = folded.getOrDefault(into + ".weight", new float[0]);
        float[] bias = new float[channels];
        int inputs = weight.length / channels;
        for (int channel = 0; channel < channels; channel++) {
            double scale =
                    get(name + ".weight")[channel] / Math.sqrt(get(name + ".running_var")[channel] + Values.EPSILON);
            for (int input = 0; input < inputs; input++) {
                weight[channel * inputs + input] = (float) (scale * weight[channel * inputs + input]);
            }
            bias[channel] = (float) (get(name + ".bias")[channel] - scale * get(name + ".running_mean")[channel]);
        }
        folded.put(into + ".bias", bias);
    }
}
