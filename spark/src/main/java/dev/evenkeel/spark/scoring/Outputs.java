package dev.evenkeel.spark.scoring;

import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model's outputs are.
 *
 * @param size how many values one example's outputs have; of classes how many there are; 0 if that is not known yet
 * @param labels the classes' names; empty if they have none but their places, as {@code 0} and {@code 1}
 */
public record Outputs(Kind kind, int size, List<String> labels) {
    /** What they mean. */
    public enum Kind {
        /** A score for each class, of which one is right. */
        CLASSES,
        /** The score of the second of two classes. */
        TWO_CLASSES,
        /** Scores of which any number may be right, or of several positions. */
        SCORES,
        /** One value. */
        NUMBER,
        /** Several values. */
        VALUES
    }

    public Outputs {
        labels = List.copyOf(labels);
    }

    static Outputs of(Model model, Predictor predictor) {
        Shape shape = predictor.output();
        List<String> labels = model.output().labels();
        if (predictor.outputActivation() == OutputActivation.IDENTITY) {
            return new Outputs(shape.size() == 1 ? Kind.NUMBER : Kind.VALUES, shape.size(), List.of());
        }
        if (shape.size() == 1 && predictor.outputActivation() == OutputActivation.SIGMOID) {
            return new Outputs(Kind.TWO_CLASSES, 2, names(labels, 2));
        }
        boolean picksClass = predictor.outputActivation() == OutputActivation.SOFTMAX && shape.rank() == 1;
        return new Outputs(
                picksClass ? Kind.CLASSES : Kind.SCORES,
                shape.size(),
                picksClass ? names(labels, shape.size()) : List.of());
    }

    /** Labels that say more than their places. */
    private static List<String> names(List<String> labels, int count) {
        boolean named = labels.size() == count
                && IntStream.range(0, count)
                        .anyMatch(index -> !labels.get(index).equals(Integer.toString(index)));
        return named ? labels : List.of();
    }

    /** Whether one class is right. */
    public boolean picksClass() {
        return kind == Kind.CLASSES || kind == Kind.TWO_CLASSES;
    }

    /** Whether there are probabilities. */
    public boolean hasProbabilities() {
        return kind != Kind.NUMBER && kind != Kind.VALUES;
    }
}
