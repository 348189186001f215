package dev.evenkeel.cli.model;

import dev.evenkeel.cli.option.Limits;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.train.ShippedStatistics;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** How to train. */
public final class RecipeOptions {
    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Times the training data is gone through; 10 for images (up to 30 for a few), 30 for a "
                    + "resnet, 25 to 100 for tables, 20 to 200 for time series, 1 to 100 for a text.")
    private Optional<Integer> epochs = Optional.empty();

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Examples per batch; 32 to 128 by the number of examples, 128 for a resnet, 12 for a text.")
    private Optional<Integer> batch = Optional.empty();

    @Option(names = "--rate", paramLabel = "X", description = "Learning rate; its peak where the schedule changes it.")
    private Optional<Double> learningRate = Optional.empty();

    @Option(
            names = "--optimizer",
            paramLabel = "WORD",
            description = "adamw (the default) or sgd (momentum 0.9; the default of a resnet).")
    private Optional<Words.Descent> optimizer = Optional.empty();

    @Option(
            names = "--schedule",
            paramLabel = "WORD",
            description = "How the rate changes: cosine (the default), one-cycle (that of a transformer) or constant.")
    private Optional<Words.RateSchedule> schedule = Optional.empty();

    @Option(
            names = "--decay",
            paramLabel = "X",
            description = "Weight decay; biases and normalization parameters have none.")
    private Optional<Double> weightDecay = Optional.empty();

    @Option(
            names = "--statistics",
            paramLabel = "WORD",
            description =
                    "What batch normalization is left with: population (the default: pooled over the training data "
                            + "with the final weights) or running (the averages of training).")
    private Optional<ShippedStatistics> statistics = Optional.empty();

    /** What the user said instead of what {@code usual}, as {@code change} leaves it, says. */
    public Recipe apply(Recipe usual, UnaryOperator<Recipe> change) {
        epochs.ifPresent(value -> Limits.atLeastOne("--epochs", value));
        batch.ifPresent(value -> Limits.atLeastOne("--batch", value));
        learningRate.ifPresent(value -> Limits.positive("--rate", value));
        weightDecay.ifPresent(value -> Limits.notNegative("--decay", value));
        Recipe base = change.apply(usual.with(optimizer.orElse(usual.descent())));
        return new Recipe(
                epochs.orElse(base.epochs()),
                batch.orElse(base.batch()),
                learningRate.orElse(base.learningRate()),
                base.descent(),
                schedule.orElse(base.rateSchedule()),
                weightDecay.orElse(base.weightDecay()),
                base.dropout(),
                statistics.orElse(base.statistics()));
    }
}
