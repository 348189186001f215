package dev.evenkeel.cli.model;

import dev.evenkeel.cli.option.Words;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.table.TableRecipe;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.optimizer.Optimizer;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.schedule.Schedule;
import dev.evenkeel.train.schedule.Schedules;
import java.util.Locale;

/**
 * How to train, where the user does not say: chosen from the kind of data and the number of rows alone. The numbers were
 * chosen on validation splits of training data.
 *
 * @param dropout of a built-in network that may have some
 * @param statistics that batch normalization is left with
 */
public record Recipe(
        int epochs,
        int batch,
        double learningRate,
        Words.Descent descent,
        Words.RateSchedule rateSchedule,
        double weightDecay,
        double dropout,
        ShippedStatistics statistics) {
    private static final int IMAGES = 3_000;
    private static final int TEXT_ROWS = 32_000;
    private static final int SERIES_ROWS = 40_000;
    private static final double SERIES_RATE = 0.003;
    private static final double TRANSFORMER_RATE = 0.0005;

    /** What suits data and network. */
    public static Recipe usual(LoadedData loaded, NetworkOptions network, int rows) {
        if (network.isResidual()) {
            return forResidualNetworks();
        }
        switch (loaded.kind()) {
            case IMAGES -> {
                return forImages(rows);
            }
            case SERIES, TEXTS -> {
                return network.isTransformer(loaded)
                        ? forSeries(rows, TRANSFORMER_RATE, Words.RateSchedule.ONE_CYCLE)
                        : forSeries(rows, SERIES_RATE, Words.RateSchedule.COSINE);
            }
            case TEXT -> {
                return forText(rows);
            }
            case TABLE -> {}
        }
        return ofTable(
                loaded.training().target() instanceof Target.Classes
                        ? TableRecipe.forClasses(rows)
                        : TableRecipe.forValues(rows));
    }

    /**
     * Images: 10 epochs, of fewer than 300 images as many as show 3,000, up to 30.
     *
     * @param rows to learn from
     */
    static Recipe forImages(int rows) {
        return new Recipe(
                TableRecipe.epochs(IMAGES, 10, 30, rows),
                TableRecipe.batchSize(rows),
                0.002,
                Words.Descent.ADAMW,
                Words.RateSchedule.COSINE,
                0.01,
                0,
                ShippedStatistics.POPULATION);
    }

    /**
     * Time series: as many epochs as show about 40,000 of them, from 20 to 200, and a little dropout.
     *
     * @param rows to learn from
     * @param learningRate that suits the network
     * @param schedule that suits the network: a transformer needs a warm-up
     */
    static Recipe forSeries(int rows, double learningRate, Words.RateSchedule schedule) {
        return new Recipe(
                TableRecipe.epochs(SERIES_ROWS, 20, 200, rows),
                TableRecipe.batchSize(rows),
                learningRate,
                Words.Descent.ADAMW,
                schedule,
                0.01,
                0.1,
                ShippedStatistics.POPULATION);
    }

    /**
     * Characters of a text: as many epochs as show about 32,000 windows, from 1 to 100, in batches of 12, with a warm-up.
     *
     * @param rows windows to learn from
     */
    static Recipe forText(int rows) {
        return new Recipe(
                TableRecipe.epochs(TEXT_ROWS, 1, 100, rows),
                12,
                0.003,
                Words.Descent.ADAMW,
                Words.RateSchedule.ONE_CYCLE,
                0.1,
                0,
                ShippedStatistics.POPULATION);
    }

    /** A residual network on images: the learning rate, momentum and weight decay of its paper (He et al. 2015, section 4.2). */
    static Recipe forResidualNetworks() {
        return new Recipe(
                30, 128, 0.1, Words.Descent.SGD, Words.RateSchedule.COSINE, 1e-4, 0, ShippedStatistics.POPULATION);
    }

    private static Recipe ofTable(TableRecipe table) {
        return new Recipe(
                table.epochs(),
                table.batchSize(),
                table.learningRate(),
                Words.Descent.ADAMW,
                Words.RateSchedule.COSINE,
                table.weightDecay(),
                table.dropout(),
                ShippedStatistics.POPULATION);
    }

    /** The same with other epochs, batches and learning rate. */
    Recipe with(int otherEpochs, int otherBatch, double otherLearningRate) {
        return new Recipe(
                otherEpochs, otherBatch, otherLearningRate, descent, rateSchedule, weightDecay, dropout, statistics);
    }

    /** For weights that are good already: a tenth of the learning rate. */
    Recipe gently() {
        return new Recipe(epochs, batch, learningRate / 10, descent, rateSchedule, weightDecay, dropout, statistics);
    }

    /** The same by another optimizer, with a learning rate and a weight decay that suit it. */
    Recipe with(Words.Descent other) {
        if (other == descent) {
            return this;
        }
        boolean sgd = other == Words.Descent.SGD;
        return new Recipe(
                epochs,
                batch,
                sgd ? TableRecipe.SGD_LEARNING_RATE : 0.002,
                other,
                rateSchedule,
                sgd ? TableRecipe.SGD_WEIGHT_DECAY : 0.01,
                dropout,
                statistics);
    }

    public Optimizer optimizer() {
        return descent == Words.Descent.SGD
                ? Optimizers.sgd(learningRate).momentum(0.9).weightDecay((float) weightDecay)
                : Optimizers.adamW(learningRate).weightDecay((float) weightDecay);
    }

    Schedule schedule() {
        return switch (rateSchedule) {
            case COSINE -> Schedules.cosine();
            case ONE_CYCLE -> Schedules.oneCycle();
            case CONSTANT -> Schedules.constant();
        };
    }

    public JsonObject toJson() {
        return JsonObject.of()
                .with("epochs", epochs)
                .with("batch", batch)
                .with("rate", learningRate)
                .with("optimizer", descent.toString())
                .with("schedule", rateSchedule.toString())
                .with("decay", weightDecay)
                .with("statistics", statistics.name().toLowerCase(Locale.ROOT));
    }
}
