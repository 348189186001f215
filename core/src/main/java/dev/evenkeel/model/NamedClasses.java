package dev.evenkeel.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.operation.OutputActivation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Classes for a model that names none. */
final class NamedClasses {
    private NamedClasses() {}

    static Model of(Model model, List<String> labels) {
        if (model.output().scaling().isPresent()) {
            throw new EvenkeelException("The model's outputs are values that are scaled back, and no scores of classes:"
                    + " leave the names of classes out");
        }
        if (model.network().output().rank() != 1 || model.network().output().size() != labels.size()) {
            throw new EvenkeelException(
                    "The model's output " + model.network().output() + " needs one name for each class," + " but got "
                            + labels.size() + ": name each output once, in order");
        }
        Set<String> seen = new HashSet<>();
        for (String label : labels) {
            if (label.isBlank() || !seen.add(label)) {
                throw new EvenkeelException(
                        label.isBlank()
                                ? "A class needs a name, but got a blank one: name each output once, in order"
                                : "The class '" + label + "' is named twice: give each output a name of its own");
            }
        }
        Model scores = model.with(model.network().withoutSoftmax());
        return scores.with(new Model.Output(OutputActivation.SOFTMAX, labels, Optional.empty()));
    }
}
