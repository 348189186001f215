package dev.evenkeel.formats.tensorboard;

import dev.evenkeel.observe.LayerObservation;
import dev.evenkeel.observe.NormalizationObservation;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.observe.ParameterObservation;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Progress;

/**
 * What training tells, as values for TensorBoard. Tags begin with the measure, so that TensorBoard shows a measure of all
 * layers side by side:
 *
 * <table>
 * <caption>tags</caption>
 * <tr><td>{@code step/loss}, {@code step/rate}, {@code step/inference_gap}</td><td>an observed step</td></tr>
 * <tr><td>{@code output/LAYER}, {@code output_mean/LAYER}, {@code output_deviation/LAYER}, {@code dead/LAYER},
 *     {@code saturated/LAYER}</td><td>a layer's output; the first is a distribution</td></tr>
 * <tr><td>{@code mean_shift/LAYER}, {@code deviation_ratio/LAYER}, {@code variance_share/LAYER}</td>
 *     <td>batch against running statistics, distributions over channels</td></tr>
 * <tr><td>{@code largest_mean_shift/LAYER}, {@code largest_deviation_ratio/LAYER},
 *     {@code least_variance_share/LAYER}</td><td>the channel that is worst off; shifts without their sign</td></tr>
 * <tr><td>{@code values/PARAMETER}, {@code gradient/PARAMETER}</td><td>distributions</td></tr>
 * <tr><td>{@code norm/PARAMETER}, {@code gradient_norm/PARAMETER}, {@code update_ratio/PARAMETER},
 *     {@code effective_rate/PARAMETER}</td><td>their sizes</td></tr>
 * <tr><td>{@code epoch_so_far/loss}, {@code epoch_so_far/accuracy}</td><td>means over an epoch's batches so far</td></tr>
 * <tr><td>{@code epoch/loss}, {@code epoch/accuracy}, {@code epoch/rate}, {@code validation/METRIC}</td>
 *     <td>the end of an epoch</td></tr>
 * </table>
 */
public final class TrainingEvents {
    private TrainingEvents() {}

    /** What a step looked like inside; its step is {@link Observation#step}. */
    public static EventValues of(Observation observation) {
        EventValues values = EventValues.none()
                .scalar("step/loss", observation.loss())
                .scalar("step/rate", observation.learningRate());
        observation.inferenceGap().ifPresent(gap -> values.scalar("step/inference_gap", gap));
        observation.layers().forEach(layer -> add(values, layer));
        return values;
    }

    /** What an epoch brought; its step is {@link Progress#totalSteps} at the epoch's end. */
    public static EventValues of(EpochReport epoch) {
        EventValues values = EventValues.none()
                .scalar("epoch/loss", epoch.loss())
                .scalar("epoch/accuracy", epoch.accuracy())
                .scalar("epoch/rate", epoch.learningRate());
        epoch.validation().forEach((metric, value) -> values.scalar("validation/" + metric, value));
        return values;
    }

    /** Where a run stands; its step is {@link Progress#totalSteps}. */
    public static EventValues of(Progress progress) {
        return EventValues.none()
                .scalar("epoch_so_far/loss", progress.meanLoss())
                .scalar("epoch_so_far/accuracy", progress.accuracy());
    }

    private static void add(EventValues values, LayerObservation layer) {
        String name = layer.layer();
        values.histogram("output/" + name, layer.output())
                .scalar("output_mean/" + name, layer.output().mean())
                .scalar("output_deviation/" + name, layer.output().deviation());
        layer.dead().ifPresent(share -> values.scalar("dead/" + name, share));
        layer.saturated().ifPresent(share -> values.scalar("saturated/" + name, share));
        layer.normalization().ifPresent(normalization -> add(values, name, normalization));
        layer.parameters().forEach(parameter -> add(values, parameter));
    }

    private static void add(EventValues values, String layer, NormalizationObservation normalization) {
        double least = Math.abs(normalization.meanShift().least());
        double largest = Math.abs(normalization.meanShift().largest());
        values.histogram("mean_shift/" + layer, normalization.meanShift())
                .histogram("deviation_ratio/" + layer, normalization.deviationRatio())
                .histogram("variance_share/" + layer, normalization.varianceShare())
                .scalar("largest_mean_shift/" + layer, Math.max(least, largest))
                .scalar(
                        "largest_deviation_ratio/" + layer,
                        normalization.deviationRatio().largest())
                .scalar(
                        "least_variance_share/" + layer,
                        normalization.varianceShare().least());
    }

    private static void add(EventValues values, ParameterObservation parameter) {
        String name = parameter.parameter();
        values.histogram("values/" + name, parameter.values())
                .histogram("gradient/" + name, parameter.gradient())
                .scalar("norm/" + name, parameter.norm())
                .scalar("gradient_norm/" + name, parameter.gradientNorm())
                .scalar("update_ratio/" + name, parameter.updateRatio());
        parameter.effectiveRate().ifPresent(learningRate -> values.scalar("effective_rate/" + name, learningRate));
    }
}
