package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.train.loss.ClassWeights;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of single classes.
 *
 * @param weights {@code balanced}, or weights as {@code pos=5}; none for weights of 1
 * @param thresholds for how many classes there is a threshold; 0 if there are none
 */
public record ClassRules(List<String> weights, int thresholds) implements Serializable {
    private static final List<String> BALANCED = List.of("balanced");

    public ClassRules {
        weights = List.copyOf(weights);
    }

    /** Nothing is said of any class. */
    public static ClassRules none() {
        return new ClassRules(List.of(), 0);
    }

    /**
     * Checks what can be checked without rows.
     *
     * @throws EvenkeelException if a weight is not written as one, or the label column says that it has other classes
     */
    void require(LabelColumn label, String who) {
        Map<String, Double> named = named(who);
        if (!named.isEmpty()) {
            ClassWeights.of(named);
        }
        if (label.kind() != LabelColumn.Kind.PLACE || label.classes() == 0) {
            return;
        }
        requireThresholds(label.classes(), who);
        List<String> names = label.names(label.classes());
        for (String name : named.keySet()) {
            if (!names.contains(name)) {
                throw new EvenkeelException(
                        who + " has a weight for class '" + name + "' in classWeights, but label column" + " '"
                                + label.name() + "' has no such class. Its classes are " + String.join(", ", names));
            }
        }
    }

    /** @throws EvenkeelException if there are thresholds, but not one for each class */
    void require(Target target, String who) {
        if (target instanceof Target.Classes classes) {
            requireThresholds(classes.count(), who);
        }
    }

    private void requireThresholds(int classes, String who) {
        if (thresholds > 0 && thresholds != classes) {
            throw new EvenkeelException(
                    who + " needs a threshold for each of " + classes + " classes, but thresholds has " + thresholds
                            + ". Give one for each class, in their order, or none");
        }
    }

    /** The weights of the classes, if there are any. @throws EvenkeelException as {@link #require(LabelColumn, String)} */
    Optional<ClassWeights> classWeights(String who) {
        if (weights.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(weights.equals(BALANCED) ? ClassWeights.balanced() : ClassWeights.of(named(who)));
    }

    private Map<String, Double> named(String who) {
        Map<String, Double> named = new LinkedHashMap<>();
        if (weights.equals(BALANCED)) {
            return named;
        }
        for (String word : weights) {
            int sign = word.lastIndexOf('=');
            try {
                String name = word.substring(0, Math.max(0, sign));
                if (named.put(name, Double.parseDouble(word.substring(sign + 1))) != null) {
                    throw new EvenkeelException(
                            who + " has two weights for class '" + name + "' in classWeights: give it one");
                }
            } catch (NumberFormatException noNumber) {
                throw new EvenkeelException(
                        who + " needs 'balanced' alone or weights as 'pos=5' in classWeights, but got '" + word + "'",
                        noNumber);
            }
        }
        return named;
    }
}
