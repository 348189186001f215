package dev.evenkeel.train.loss;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.number.Requirement;
import dev.evenkeel.train.rows.TargetRows;
import dev.evenkeel.worker.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * How much an example counts in the loss, by its class: {@code L = sum_i w(class_i) loss_i / sum_i w(class_i)}, so an example
 * of weight 3 counts as three. Normalization, metrics and tests count every example once. The mean loss on validation data
 * is weighted too, to be in the unit of the training's.
 */
public final class ClassWeights {
    static final String WHO = "Class weights";

    private static final int BLOCK = 256;

    private final JsonValue settings;
    private final BiFunction<Dataset, Workers, List<Double>> rule;

    private ClassWeights(JsonValue settings, BiFunction<Dataset, Workers, List<Double>> rule) {
        this.settings = settings;
        this.rule = rule;
    }

    /**
     * {@code n / (k n_c)} for class c with n_c of the n training examples in k classes: rare classes count as much as common
     * ones, and the mean weight of an example is 1 (King and Zeng 2001; scikit-learn's {@code class_weight='balanced'}).
     */
    public static ClassWeights balanced() {
        return new ClassWeights(JsonValue.of("balanced"), ClassWeights::balance);
    }

    /** A weight for each class, in their order. @throws EvenkeelException if one is negative or not finite, or all are 0 */
    public static ClassWeights of(double... weights) {
        List<Double> list = Arrays.stream(weights).boxed().toList();
        requireWeights(list);
        return new ClassWeights(JsonArray.ofNumbers(weights), (data, workers) -> inOrder(list, data));
    }

    /** Weights of classes by their names; the others count 1. @throws EvenkeelException as {@link #of(double...)} */
    public static ClassWeights of(Map<String, Double> weights) {
        Map<String, Double> kept = new LinkedHashMap<>(weights);
        requireWeights(kept.values());
        JsonObject json = JsonObject.of();
        for (Map.Entry<String, Double> weight : kept.entrySet()) {
            json = json.with(weight.getKey(), weight.getValue());
        }
        return new ClassWeights(json, (data, workers) -> named(kept, data));
    }

    /**
     * The weight of each class, in their order.
     *
     * @param training whose examples are counted
     * @throws EvenkeelException if its target is not a class, or the weights are of other classes
     */
    public List<Double> of(Dataset training) {
        return rule.apply(training, Workers.alone());
    }

    /**
     * A loss in which each example counts as its class does, for the training examples of all workers, each of which has its own.
     *
     * @throws EvenkeelException as {@link #of(Dataset)}, or if the loss has class weights of its own
     */
    public Loss weigh(Loss loss, Dataset training, Workers workers) {
        return new ClassWeightedLoss(loss, rule.apply(training, workers));
    }

    /** For provenance, and to tell whether a run is resumed with the same ones. */
    public JsonValue settings() {
        return settings;
    }

    /** As {@code balanced}, or the weights. */
    @Override
    public String toString() {
        return "class weights " + settings.toString().replace("\"", "");
    }

    private static List<Double> balance(Dataset training, Workers workers) {
        double[] counts = new double[classes(training).count()];
        training.forEachBatch(BLOCK, batch -> {
            for (int row = 0; row < batch.examples(); row++) {
                int index = TargetRows.classAt(WHO, batch.targets(), batch.targetOffset(row), counts.length);
                counts[index] += batch.weights()[row];
            }
        });
        workers.add(counts);
        double all = Arrays.stream(counts).sum();
        long present = Arrays.stream(counts).filter(count -> count > 0).count();
        List<Double> weights = new ArrayList<>();
        for (double count : counts) {
            weights.add(count > 0 ? all / (present * count) : 1);
        }
        return List.copyOf(weights);
    }

    private static List<Double> inOrder(List<Double> weights, Dataset training) {
        List<String> labels = classes(training).labels();
        if (labels.size() != weights.size()) {
            throw new EvenkeelException(WHO + " are given for " + weights.size() + " classes, but " + training.name()
                    + " has " + labels.size() + ": give one for each of " + String.join(", ", labels));
        }
        return weights;
    }

    private static List<Double> named(Map<String, Double> weights, Dataset training) {
        List<String> labels = classes(training).labels();
        for (String name : weights.keySet()) {
            if (!labels.contains(name)) {
                throw new EvenkeelException("Class '" + name + "' has a weight, but " + training.name()
                        + " has no such class, only " + String.join(", ", labels));
            }
        }
        return labels.stream().map(label -> weights.getOrDefault(label, 1.0)).toList();
    }

    private static Target.Classes classes(Dataset training) {
        if (training.target() instanceof Target.Classes classes) {
            return classes;
        }
        int size = training.target().size();
        throw new EvenkeelException(WHO + " need classes, but the target of " + training.name() + " is " + size
                + (size == 1 ? " number" : " numbers") + ". Leave them out, or learn classes");
    }

    private static void requireWeights(Collection<Double> weights) {
        weights.forEach(weight -> Requirement.atLeastZero(WHO, "weight", weight));
        if (weights.stream().allMatch(weight -> weight == 0)) {
            throw new EvenkeelException(WHO + " need one above 0: else nothing is learnt");
        }
    }
}
