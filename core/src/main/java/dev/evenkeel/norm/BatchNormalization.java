package dev.evenkeel.norm;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.RunningAverage;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A normalization with the statistics of a batch in training, and with running ones in inference.
 *
 * @param <N> the type of the layer itself
 */
@CheckReturnValue
public sealed interface BatchNormalization<N extends BatchNormalization<N>>
        extends AffineNormalization<N>, PopulationStatistics permits BatchNorm, BatchRenorm {
    /** How the running statistics follow the batches. */
    RunningAverage running();

    /** The same with running statistics that follow the batches so. */
    N with(RunningAverage running);

    /** How much the newest batch weighs in the running statistics; {@link Averaging.Exponential} has others' words. */
    default N newBatchWeight(float weight) {
        return with(new RunningAverage(new Averaging.Exponential(weight), estimator()));
    }

    /** Running statistics of all values so far; see {@link Averaging.Cumulative}. */
    default N cumulative() {
        return with(new RunningAverage(new Averaging.Cumulative(), estimator()));
    }

    /** Which variance the running statistics keep. */
    default N estimator(VarianceEstimator estimator) {
        return with(new RunningAverage(averaging(), estimator));
    }

    default Averaging averaging() {
        return running().averaging();
    }

    default VarianceEstimator estimator() {
        return running().estimator();
    }

    /** Whether a batch is normalised as a whole. */
    default boolean normalizesWholeBatch() {
        return true;
    }

    @Override
    default List<Statistic> statistics(Shape input) {
        return RunningMoments.statistics(input.channels());
    }

    @Override
    default Map<String, Tensor> statisticsOf(Moments population) {
        return RunningMoments.of(population, estimator());
    }

    @Override
    default boolean keepsStatistics() {
        return false;
    }

    /**
     * One multiply-add per value, with the running statistics.
     *
     * @throws EvenkeelException if a statistic or parameter is not finite, or a variance negative
     */
    @Override
    default Operation inference(InferenceContext context) {
        return FrozenChannels.of(this, context);
    }
}
