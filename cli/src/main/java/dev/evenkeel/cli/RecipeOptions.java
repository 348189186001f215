package dev.evenkeel.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How to train. */
final class RecipeOptions {
    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times the training data is gone through; 10 for images, 25 to 100 for tables.")
    private Optional<Integer> epochs = Optional.empty();

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Examples per batch; 128 for images, 32 to 128 for tables.")
    private Optional<Integer> batch = Optional.empty();

    @Option(names = "--rate", paramLabel = "X", description = "Learning rate; its peak where the schedule changes it.")
    private Optional<Double> rate = Optional.empty();

    @Option(names = "--optimizer", paramLabel = "WORD", description = "adamw (the default) or sgd (momentum 0.9).")
    private Optional<Words.Descent> optimizer = Optional.empty();

    @Option(
            names = "--schedule",
            paramLabel = "WORD",
            description = "How the rate changes: cosine (the default), one-cycle or constant.")
    private Optional<Words.RateSchedule> schedule = Optional.empty();

    @Option(
            names = "--decay",
            paramLabel = "X",
            description = "Weight decay; biases and normalization parameters have none.")
    private Optional<Double> decay = Optional.empty();

    /** What the user said instead of what {@code usual} says. */
    Recipe apply(Recipe usual) {
        epochs.ifPresent(value -> Limits.atLeastOne("--epochs", value));
        batch.ifPresent(value -> Limits.atLeastOne("--batch", value));
        rate.ifPresent(value -> Limits.positive("--rate", value));
        decay.ifPresent(value -> Limits.notNegative("--decay", value));
        boolean sgd = optimizer.orElse(usual.descent()) == Words.Descent.SGD && usual.descent() != Words.Descent.SGD;
        return new Recipe(
                epochs.orElse(usual.epochs()),
                batch.orElse(usual.batch()),
                rate.orElse(sgd ? 0.05 : usual.rate()),
                optimizer.orElse(usual.descent()),
                schedule.orElse(usual.rateSchedule()),
                decay.orElse(sgd ? 5e-4 : usual.decay()),
                usual.dropout());
    }
}
