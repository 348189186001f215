package dev.evenkeel.data.series;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * How series become examples.
 *
 * @param missing what becomes of missing values
 * @param input what a model reads, {@code [positions, dimensions]}; if empty, as many positions as the longest series has
 * @param classes in their order; if empty as the file has them
 * @param targets whether a series needs one
 */
@CheckReturnValue
public record SeriesRules(MissingValues missing, Optional<Shape> input, List<String> classes, Targets targets) {
    /** Whether a series needs a class or a number. */
    public enum Targets {
        REQUIRED,
        OPTIONAL
    }

    public SeriesRules {
        classes = List.copyOf(classes);
    }

    /** Missing values are refused, and every series has a target. */
    public static SeriesRules defaults() {
        return new SeriesRules(MissingValues.REFUSE, Optional.empty(), List.of(), Targets.REQUIRED);
    }

    public SeriesRules missing(MissingValues rule) {
        return new SeriesRules(rule, input, classes, targets);
    }

    public SeriesRules targets(Targets need) {
        return new SeriesRules(missing, input, classes, need);
    }

    /**
     * Reads for a model: shorter series are padded to its positions, longer ones refused, and a class is the one of its name.
     *
     * @param newInput what the model reads
     * @param labels its classes, in order
     */
    public SeriesRules forModel(Shape newInput, List<String> labels) {
        return new SeriesRules(
                missing, newInput.rank() == 2 ? Optional.of(newInput) : Optional.empty(), labels, targets);
    }
}
