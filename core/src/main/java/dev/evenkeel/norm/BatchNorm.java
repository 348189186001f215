package dev.evenkeel.norm;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.norm.setting.Affine;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.ChangedSettings;
import dev.evenkeel.norm.setting.RunningAverage;
import dev.evenkeel.norm.setting.StatisticsRule;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.number.Epsilon;

/**
 * {@code y = gamma * xhat + beta} with {@code xhat = (x - mean) / sqrt(variance + epsilon)} per channel of
 * {@code [batch, ..., channels]}: batch normalization (Ioffe and Szegedy 2015, arXiv 1502.03167).
 *
 * <p>Training takes the mean and the biased variance of the m real values of a channel in this batch or ghost batch, and lets
 * running statistics follow; {@code dx = gamma / sqrt(variance + epsilon) * (dy - sum(dy) / m - xhat * sum(dy * xhat) / m)}.
 * Inference takes the running statistics: one multiply-add. Padded positions stay out of the statistics and are normalised
 * like the others: their dy is in the sums, their dx is {@code gamma / sqrt(variance + epsilon) * dy}. One value per channel
 * cannot be trained on.
 *
 * @param epsilon added to the variance; same unit as the input squared; above 0
 * @param running how the running statistics follow the batches, and which variance they keep
 * @param affine whether gamma and beta are learned, and from where
 * @param ghostSize how many examples are normalised together (ghost batch normalization: Hoffer et al. 2017, arXiv
 *     1705.08741); {@link #WHOLE_BATCH} for all. Examples left over join the last ghost batch. The running statistics
 *     follow once a step, with all ghost batches pooled
 * @param rule whether the statistics are frozen whatever a training run asks for
 */
@CheckReturnValue
public record BatchNorm(float epsilon, RunningAverage running, Affine affine, int ghostSize, StatisticsRule rule)
        implements BatchNormalization<BatchNorm> {
    /** The ghost size that stands for no ghost batches. */
    public static final int WHOLE_BATCH = 0;

    private static final RunningAverage AVERAGE =
            new RunningAverage(new Averaging.Exponential(0.1f), VarianceEstimator.UNBIASED);
    private static final BatchNorm DEFAULT =
            new BatchNorm(1e-5f, AVERAGE, Affine.LEARNED, WHOLE_BATCH, StatisticsRule.FREE);

    public BatchNorm {
        Epsilon.require(epsilon);
        if (ghostSize < 0) {
            throw new IllegalArgumentException(
                    "needs a ghostSize of 1 or more examples, or 0 for the whole batch, but got " + ghostSize);
        }
    }

    /** PyTorch's defaults: epsilon 1e-5, weight of the new batch 0.1, unbiased running variance. */
    public static BatchNorm standard() {
        return DEFAULT;
    }

    public BatchNorm epsilon(float newEpsilon) {
        return new BatchNorm(newEpsilon, running, affine, ghostSize, rule);
    }

    public BatchNorm ghostSize(int examples) {
        return new BatchNorm(epsilon, running, affine, examples, rule);
    }

    public BatchNorm frozenStatistics() {
        return new BatchNorm(epsilon, running, affine, ghostSize, StatisticsRule.FROZEN);
    }

    @Override
    public BatchNorm with(Affine other) {
        return new BatchNorm(epsilon, running, other, ghostSize, rule);
    }

    @Override
    public BatchNorm with(RunningAverage other) {
        return new BatchNorm(epsilon, other, affine, ghostSize, rule);
    }

    /** Reads the settings that {@link #settings} writes. */
    public static BatchNorm read(Settings settings) {
        return new BatchNorm(
                settings.number("epsilon", DEFAULT.epsilon),
                RunningAverage.read(settings, DEFAULT.running),
                Affine.read(settings),
                settings.integer("ghostSize", WHOLE_BATCH),
                settings.isSet("frozenStatistics") ? StatisticsRule.FROZEN : StatisticsRule.FREE);
    }

    @Override
    public JsonValue settings() {
        return new ChangedSettings()
                .number("epsilon", epsilon, DEFAULT.epsilon)
                .running(running, DEFAULT.running)
                .affine(affine, Affine.LEARNED)
                .integer("ghostSize", ghostSize, WHOLE_BATCH)
                .set("frozenStatistics", keepsStatistics())
                .toJson();
    }

    @Override
    public String typeName() {
        return "batchNorm";
    }

    @Override
    public boolean keepsStatistics() {
        return rule == StatisticsRule.FROZEN;
    }

    @Override
    public boolean normalizesWholeBatch() {
        return ghostSize == WHOLE_BATCH;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new BatchPass(context, "BatchNorm", this);
    }
}
