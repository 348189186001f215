package dev.evenkeel.cli.prediction;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.operation.OutputActivation;
import java.util.Optional;

/** What the outputs of a model mean that does not say it itself, as one from another library: what the data say. */
public final class OutputMeaning {
    private OutputMeaning() {}

    /**
     * A model without classes of its own, on data with as many classes as it has outputs, tells these apart: its outputs
     * are scores, of which a softmax makes probabilities. A softmax at the network's end is that very one.
     */
    public static Model of(Model model, Dataset data) {
        if (!(data.target() instanceof Target.Classes classes)
                || !isUnknown(model)
                || classes.count() != model.network().output().size()) {
            return model;
        }
        Model.Output meaning = new Model.Output(OutputActivation.SOFTMAX, classes.labels(), Optional.empty());
        return asScores(model).with(meaning);
    }

    /**
     * As {@link #of}.
     *
     * @throws EvenkeelException if the data have classes, but others than the model's outputs could stand for
     */
    public static Model required(Model model, Dataset data) {
        Model known = of(model, data);
        if (data.target() instanceof Target.Classes classes && isUnknown(known)) {
            throw new EvenkeelException(
                    "The model gives outputs " + model.network().output()
                            + " and names no classes, but " + data.name() + " has " + classes.count()
                            + ": use data with as many classes as there are outputs");
        }
        return known;
    }

    /** The model without a softmax at its end, if it says neither what its outputs mean nor what makes them probabilities. */
    public static Model asScores(Model model) {
        return isUnknown(model) && model.output().outputActivation() == OutputActivation.IDENTITY
                ? model.with(model.network().withoutSoftmax())
                : model;
    }

    private static boolean isUnknown(Model model) {
        return model.output().labels().isEmpty()
                && model.output().scaling().isEmpty()
                && model.output().outputActivation() != OutputActivation.SIGMOID;
    }
}
