package dev.evenkeel.norm;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Moments;
import dev.evenkeel.layer.Activate;
import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * {@code y = gamma * xhat + beta} with {@code xhat = (x - mean) / sqrt(variance + epsilon)} per channel of
 * {@code [batch, ..., channels]}: batch normalization (Ioffe and Szegedy 2015, arXiv 1502.03167).
 *
 * <p>Training takes the mean and the biased variance of the m = batch * positions values of a channel in this batch,
 * {@code dx = gamma / sqrt(variance + epsilon) * (dy - sum(dy) / m - xhat * sum(dy * xhat) / m)}, and lets running
 * statistics follow. Inference takes the running statistics: one multiply-add. Padded positions stay out of the
 * statistics and are normalised like the others. One value per channel cannot be trained on.
 *
 * @param epsilon added to the variance; same unit as the input squared; above 0
 * @param averaging how the running statistics follow the batches
 * @param estimator which variance the running statistics keep
 * @param affine whether gamma and beta are learned, and from where
 * @param ghostSize how many examples are normalised together (ghost batch normalization: Hoffer et al. 2017, arXiv
 *     1705.08741); {@link #WHOLE_BATCH} for all. Examples left over join the last ghost batch. The running statistics
 *     follow once a step, with all ghost batches pooled
 * @param rule whether the statistics are frozen whatever a training run asks for
 */
@CheckReturnValue
public record BatchNorm(
        float epsilon,
        Averaging averaging,
        VarianceEstimator estimator,
        Affine affine,
        int ghostSize,
        StatisticsRule rule)
        implements Normalization, PopulationStatistics {
    /** The ghost size that stands for no ghost batches. */
    public static final int WHOLE_BATCH = 0;

    private static final BatchNorm DEFAULT = new BatchNorm(
            1e-5f,
            new Averaging.Exponential(0.1f),
            VarianceEstimator.UNBIASED,
            Affine.LEARNED,
            WHOLE_BATCH,
            StatisticsRule.FREE);

    public BatchNorm {
        Epsilon.require(epsilon);
        if (ghostSize < 0) {
            throw new IllegalArgumentException(
                    "needs a ghostSize of 1 or more examples, or 0 for the whole batch, but " + ghostSize + " came");
        }
    }

    /** PyTorch's defaults: epsilon 1e-5, weight of the new batch 0.1, unbiased running variance. */
    public static BatchNorm standard() {
        return DEFAULT;
    }

    public BatchNorm epsilon(float newEpsilon) {
        return new BatchNorm(newEpsilon, averaging, estimator, affine, ghostSize, rule);
    }

    /** How much the newest batch weighs in the running statistics; {@link Averaging.Exponential} has others' words. */
    public BatchNorm newBatchWeight(float weight) {
        return new BatchNorm(epsilon, new Averaging.Exponential(weight), estimator, affine, ghostSize, rule);
    }

    /** Running statistics of all values so far; see {@link Averaging.Cumulative}. */
    public BatchNorm cumulative() {
        return new BatchNorm(epsilon, new Averaging.Cumulative(), estimator, affine, ghostSize, rule);
    }

    public BatchNorm estimator(VarianceEstimator newEstimator) {
        return new BatchNorm(epsilon, averaging, newEstimator, affine, ghostSize, rule);
    }

    public BatchNorm withoutAffine() {
        return new BatchNorm(epsilon, averaging, estimator, Affine.NONE, ghostSize, rule);
    }

    public BatchNorm ghostSize(int examples) {
        return new BatchNorm(epsilon, averaging, estimator, affine, examples, rule);
    }

    public BatchNorm frozenStatistics() {
        return new BatchNorm(epsilon, averaging, estimator, affine, ghostSize, StatisticsRule.FROZEN);
    }

    @Override
    public BatchNorm with(Affine other) {
        return new BatchNorm(epsilon, averaging, estimator, other, ghostSize, rule);
    }

    @Override
    public BatchNorm withoutScale() {
        return new BatchNorm(epsilon, averaging, estimator, affine.withoutScale(), ghostSize, rule);
    }

    @Override
    public BatchNorm withoutBias() {
        return new BatchNorm(epsilon, averaging, estimator, affine.withoutBias(), ghostSize, rule);
    }

    @Override
    public BatchNorm zeroGamma() {
        return new BatchNorm(epsilon, averaging, estimator, affine.fromZero(), ghostSize, rule);
    }

    /** Reads the settings that {@link #settings} writes. */
    public static BatchNorm read(Settings settings) {
        return new BatchNorm(
                settings.number("epsilon", DEFAULT.epsilon),
                Averaging.read(settings, DEFAULT.averaging),
                settings.word("estimator", DEFAULT.estimator),
                Affine.read(settings),
                settings.integer("ghostSize", WHOLE_BATCH),
                settings.isSet("frozenStatistics") ? StatisticsRule.FROZEN : StatisticsRule.FREE);
    }

    @Override
    public JsonValue settings() {
        return new ChangedSettings()
                .number("epsilon", epsilon, DEFAULT.epsilon)
                .averaging(averaging, DEFAULT.averaging)
                .word("estimator", estimator, DEFAULT.estimator)
                .affine(affine, Affine.LEARNED)
                .integer("ghostSize", ghostSize, WHOLE_BATCH)
                .set("frozenStatistics", keepsStatistics())
                .toJson();
    }

    @Override
    public String word() {
        return "batchNorm";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        return affine.parameters(Shape.of(input.channels()));
    }

    @Override
    public List<Statistic> statistics(Shape input) {
        return RunningMoments.statistics(input.channels());
    }

    @Override
    public Map<String, Tensor> statisticsOf(Moments population) {
        return RunningMoments.of(population, estimator);
    }

    @Override
    public boolean keepsStatistics() {
        return rule == StatisticsRule.FROZEN;
    }

    /** A ReLU is computed in the same sweep. */
    @Override
    public boolean fuses(Layer next) {
        return next.equals(Activate.of(Activation.RELU));
    }

    @Override
    public boolean takesMoments() {
        return ghostSize == WHOLE_BATCH && !keepsStatistics();
    }

    @Override
    public boolean givesGradientRows() {
        return ghostSize == WHOLE_BATCH;
    }

    @Override
    public boolean givesStream() {
        return ghostSize == WHOLE_BATCH;
    }

    @Override
    public TrainingPass training(Site site) {
        return new BatchPass(site, "BatchNorm", this);
    }

    /**
     * One multiply-add per value.
     *
     * @throws EvenkeelException if a statistic or parameter is not finite, or a variance negative
     */
    @Override
    public Operation inference(FrozenSite site) {
        return FrozenChannels.of("BatchNorm", word(), site, affine, epsilon);
    }
}
