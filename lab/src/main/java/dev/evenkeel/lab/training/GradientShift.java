package dev.evenkeel.lab.training;

import dev.evenkeel.program.ParameterSlot;
import java.util.ArrayList;
import java.util.List;

/**
 * Internal covariate shift as Santurkar et al. 2018 define it (arXiv 1805.11604, definition 2.1): G is the gradient of a
 * layer's weights in a step, G' that of the same batch once the layers before it have taken their step,
 * {@code |G - G'|} and {@code cos(G, G') = G G' / (|G| |G'|)}. What is left of them is measured; nothing is learned.
 *
 * @param difference {@code |G - G'|}
 * @param relative {@code |G - G'| / |G|}
 * @param cosine {@code cos(G, G')}
 */
record GradientShift(double difference, double relative, double cosine) {
    /** Of each layer from the second on, for the examples {@code order[from .. to)}. */
    static List<GradientShift> of(Learner learner, int[] order, int from, int to) {
        learner.gradient(order, from, to);
        learner.next();
        learner.forget();
        List<List<ParameterSlot>> layers = layers(learner);
        List<float[]> before =
                layers.stream().map(layer -> layer.get(0).gradient().clone()).toList();
        List<GradientShift> shifts = new ArrayList<>();
        for (int layer = 1; layer < layers.size(); layer++) {
            layers.get(layer - 1).forEach(ParameterSlot::commit);
            learner.gradient(order, from, to);
            learner.forget();
            shifts.add(between(before.get(layer), layers.get(layer).get(0).gradient()));
        }
        // Committing once more exchanges new and old values back.
        layers.subList(0, layers.size() - 1).forEach(layer -> layer.forEach(ParameterSlot::commit));
        return shifts;
    }

    /** Each begins with a matrix of weights. */
    private static List<List<ParameterSlot>> layers(Learner learner) {
        List<List<ParameterSlot>> layers = new ArrayList<>();
        for (ParameterSlot slot : learner.parameters()) {
            if (slot.parameter().shape().rank() == 2) {
                layers.add(new ArrayList<>());
            }
            layers.get(layers.size() - 1).add(slot);
        }
        return layers;
    }

    static GradientShift between(float[] before, float[] after) {
        double difference = 0;
        double product = 0;
        double ofBefore = 0;
        double ofAfter = 0;
        for (int at = 0; at < before.length; at++) {
            double away = (double) before[at] - after[at];
            difference += away * away;
            product += (double) before[at] * after[at];
            ofBefore += (double) before[at] * before[at];
            ofAfter += (double) after[at] * after[at];
        }
        return new GradientShift(
                Math.sqrt(difference), Math.sqrt(difference / ofBefore), product / Math.sqrt(ofBefore * ofAfter));
    }
}
