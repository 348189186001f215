package dev.evenkeel.observe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Observations made by hand, of layers in which nothing is remarkable by default. */
final class Observed {
    private Observed() {}

    static Observation at(long step, LayerObservation... layers) {
        return new Observation(step, 0.5, 0.1, OptionalDouble.empty(), List.of(layers));
    }

    static Observation withGap(long step, double loss, double gap, LayerObservation... layers) {
        return new Observation(step, loss, 0.1, OptionalDouble.of(gap), List.of(layers));
    }

    /** Values that lie evenly from one to the other. */
    static Distribution from(double least, double largest) {
        List<Double> quantiles = new ArrayList<>();
        for (int index = 0; index < Distribution.QUANTILES; index++) {
            quantiles.add(least + (largest - least) * index / (Distribution.QUANTILES - 1));
        }
        return new Distribution(100, (least + largest) / 2, (largest - least) / Math.sqrt(12), quantiles);
    }

    static Distribution always(double value) {
        return new Distribution(8, value, 0, Collections.nCopies(Distribution.QUANTILES, value));
    }

    static LayerObservation plain(String name) {
        return new LayerObservation(
                name, from(-1, 1), OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty(), List.of());
    }

    static LayerObservation relu(String name, double dead) {
        return new LayerObservation(
                name, from(0, 1), OptionalDouble.of(dead), OptionalDouble.empty(), Optional.empty(), List.of());
    }

    static LayerObservation sigmoid(String name, double saturated) {
        return new LayerObservation(
                name, from(0, 1), OptionalDouble.empty(), OptionalDouble.of(saturated), Optional.empty(), List.of());
    }

    static LayerObservation linear(String name, double gradientNorm, double updateNorm) {
        ParameterObservation bias =
                new ParameterObservation(name + ".bias", always(0), from(-1, 1), 0, 1, 1, OptionalDouble.empty());
        ParameterObservation weight = new ParameterObservation(
                name + ".weight", from(-1, 1), from(-1, 1), 1, gradientNorm, updateNorm, OptionalDouble.of(0.25));
        return new LayerObservation(
                name,
                from(-1, 1),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                List.of(weight, bias));
    }

    static LayerObservation linear(String name) {
        return linear(name, 1, 0.001);
    }

    static LayerObservation norm(String name, Distribution shift, Distribution ratio, Distribution share) {
        return norm(name, 32, shift, ratio, share);
    }

    static LayerObservation norm(String name, long values, Distribution shift, Distribution ratio, Distribution share) {
        return new LayerObservation(
                name,
                from(-2, 2),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of(new NormalizationObservation(values, shift, ratio, share)),
                List.of());
    }

    static LayerObservation norm(String name) {
        return norm(name, from(-0.2, 0.2), from(0.8, 1.2), always(1));
    }
}
