package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.prediction.OutputMeaning;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.data.text.TextDataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.layer.TrainingMode.Gradients;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.train.Trainer;
import java.util.List;
import java.util.Optional;

/** Training that goes on from a model: the trainer of it, once model and data are known to fit. */
public record FineTuning(StartOptions.Start start, Trainer trainer) {
    private static final int MAX_LISTED = 20;

    /**
     * The data as the model reads them: a table by its encoding, images in its size and, unless its head goes, with its
     * classes, of which not each needs a folder; sequences and texts with its classes too, a text to continue with its tokens.
     */
    public static LoadedData open(
            StartOptions.Start start, ModelData known, DataSource source, Optional<ImageSize> size) {
        if (known.encoding().isPresent()) {
            Model model = known.model();
            return known.reading()
                    .sequenced(source, model.network().input(), model.output().labels())
                    .open(known.encoding().get());
        }
        List<String> labels = start.head() == StartOptions.Head.NEW
                ? List.of()
                : known.model().output().labels();
        LoadedData own = images(source, known, List.of(), size).open();
        if (labels.isEmpty()
                || !(own.kind() == DataKind.SERIES || own.kind() == DataKind.TEXTS || source.isImageFolder())
                || !(own.training().target() instanceof Target.Classes classes)
                || classes.labels().equals(labels)) {
            return own;
        }
        List<String> unknown = classes.labels().stream()
                .filter(label -> !labels.contains(label))
                .toList();
        if (!unknown.isEmpty()) {
            throw new EvenkeelException(start.stored().file() + " tells " + listed(labels) + " apart, but " + own.name()
                    + " has " + listed(classes.labels()) + ", of which it does not know " + listed(unknown)
                    + wayOut(known.model().network(), classes.count()));
        }
        return images(source, known, labels, size).open();
    }

    private static String listed(List<String> labels) {
        int more = labels.size() - MAX_LISTED;
        return String.join(", ", labels.subList(0, Math.min(labels.size(), MAX_LISTED)))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static DataSource images(
            DataSource source, ModelData known, List<String> classes, Optional<ImageSize> size) {
        DataSource read = known.fitted(source, classes);
        return size.map(said -> read.images(rules -> rules.size(said))).orElse(read);
    }

    /** @throws EvenkeelException if the data are not such as the model could go on with */
    public static FineTuning of(StartOptions.Start start, LoadedData data) {
        requireInput(start, data);
        Model model = data.training().target() instanceof Target.Classes
                ? OutputMeaning.asScores(start.model())
                : start.model();
        Trainer trainer = Trainer.from(model);
        for (String pattern : start.freeze()) {
            trainer = trainer.freezeParameters(pattern);
        }
        for (String pattern : start.freezeStatistics()) {
            trainer = trainer.freezeStatistics(pattern);
        }
        if (start.head() == StartOptions.Head.NEW) {
            trainer = trainer.newHead(outputs(data));
        }
        requireOutputs(start, trainer.network(), data);
        FineTuning tuning = new FineTuning(start, trainer);
        if (tuning.learningParameters() == 0) {
            throw new UsageException(
                    "nothing is left to learn: every layer of " + start.stored().file()
                            + " that has parameters is frozen. To gather running statistics alone use recalibrate");
        }
        return tuning;
    }

    /** How many numbers learn. */
    public long learningParameters() {
        return trainer.network().nodes().stream()
                .filter(node -> trainer.trainingMode(node.name()).gradients() == Gradients.PARAMETERS)
                .mapToLong(Node::parameterCount)
                .sum();
    }

    private static int outputs(LoadedData data) {
        if (data.training() instanceof TextDataset text) {
            return text.vocabulary().tokens().size();
        }
        Target target = data.training().target();
        return target instanceof Target.Classes classes ? classes.count() : target.size();
    }

    private static void requireInput(StartOptions.Start start, LoadedData data) {
        Network network = start.model().network();
        if (!network.input().equals(data.training().inputShape())) {
            throw new EvenkeelException(start.stored().file() + " reads examples " + network.input()
                    + ", but those of " + data.name() + " are "
                    + data.training().inputShape()
                    + ". Use the kind of data it was trained on");
        }
    }

    private static void requireOutputs(StartOptions.Start start, Network network, LoadedData data) {
        int wanted = outputs(data);
        int rank = data.kind() == DataKind.TEXT ? 2 : 1;
        if (network.output().rank() == rank && network.output().channels() == wanted) {
            return;
        }
        String kind = data.training().target() instanceof Target.Classes ? " classes" : " value";
        throw new EvenkeelException(start.stored().file() + " gives outputs " + network.output() + ", but "
                + data.name() + " has " + wanted + kind
                + wayOut(network, wanted));
    }

    private static String wayOut(Network network, int wanted) {
        return network.head()
                .map(head -> ". --new-head replaces its last linear layer '" + head.name() + "' by a fresh one with "
                        + wanted + (wanted == 1 ? " output" : " outputs"))
                .orElse(". Describe and train a network anew");
    }
}
