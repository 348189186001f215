package dev.evenkeel.layer;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.ChannelAffine;
import dev.evenkeel.inference.Operation;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Moments;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;

/**
 * {@code y = (x - mean) / deviation}, with the mean and the population's standard deviation of the training data: fitted
 * before the first step, then constant. It stands directly on the network's input. Where the data do not vary the
 * deviation is taken as 1. Statistics {@code mean} and {@code deviation}, {@code [channels]} or {@code [1]}. For values
 * known beforehand there is {@link FixedStandardization}.
 *
 * @param scope which values share a mean and a deviation
 */
public record InputStandardization(Scope scope) implements UnaryLayer {
    /** The statistics' names within the layer. */
    public static final String MEAN = "mean";

    public static final String DEVIATION = "deviation";

    /** Which values share a mean and a deviation. */
    public enum Scope {
        /** Each channel of the last axis its own, over all examples and positions. */
        PER_CHANNEL,
        /** All values, as the brightness of a flat image. */
        WHOLE
    }

    /** Values for the two statistics. */
    public record Fitted(Tensor mean, Tensor deviation) {}

    /** Reads {@code scope}: {@code perChannel} or {@code whole}. */
    public static InputStandardization read(Settings settings) {
        return new InputStandardization(settings.word("scope", Scope.PER_CHANNEL));
    }

    /**
     * The statistics for training data.
     *
     * @param data the moments of each channel over all training examples and positions
     * @throws EvenkeelException if there are no values, or some are not finite
     */
    public Fitted fit(Moments data) {
        if (data.count() == 0) {
            throw new EvenkeelException("standardize needs training data to fit its mean and deviation, but none came");
        }
        int channels = data.channels();
        int groups = scope == Scope.WHOLE ? 1 : channels;
        int width = scope == Scope.WHOLE ? channels : 1;
        float[] mean = new float[groups];
        float[] deviation = new float[groups];
        for (int group = 0; group < groups; group++) {
            double center = mean(data, group * width, width);
            double variance = variance(data, group * width, width, center);
            if (!Double.isFinite(center) || !Double.isFinite(variance)) {
                throw new EvenkeelException("standardize needs finite training data, but the values of "
                        + (scope == Scope.WHOLE ? "the input" : "channel " + group) + " have mean " + center
                        + " and variance " + variance + ". Look for missing or infinite values");
            }
            mean[group] = (float) center;
            float root = (float) Math.sqrt(variance);
            deviation[group] = root == 0 ? 1 : root;
        }
        return new Fitted(Tensor.of(Shape.of(groups), mean), Tensor.of(Shape.of(groups), deviation));
    }

    private static double mean(Moments data, int from, int width) {
        double sum = 0;
        for (int channel = from; channel < from + width; channel++) {
            sum += data.mean(channel);
        }
        return sum / width;
    }

    private static double variance(Moments data, int from, int width, double center) {
        double sum = 0;
        for (int channel = from; channel < from + width; channel++) {
            double away = data.mean(channel) - center;
            sum += data.variance(channel) + away * away;
        }
        return sum / width;
    }

    @Override
    public String word() {
        return "standardize";
    }

    @Override
    public JsonValue settings() {
        return scope == Scope.PER_CHANNEL ? JsonObject.of() : JsonValue.of(Settings.wordOf(scope));
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<Statistic> statistics(Shape input) {
        Shape shape = Shape.of(scope == Scope.WHOLE ? 1 : input.channels());
        return List.of(new Statistic(MEAN, shape, 0), new Statistic(DEVIATION, shape, 1));
    }

    @Override
    public TrainingPass training(Site site) {
        return new StandardizationPass(site, site.statistic(MEAN)::values, site.statistic(DEVIATION)::values);
    }

    @Override
    public Operation inference(FrozenSite site) {
        double[] mean = new double[site.inputShape().channels()];
        double[] scale = new double[mean.length];
        Tensor means = site.tensor(MEAN);
        Tensor deviations = site.tensor(DEVIATION);
        for (int channel = 0; channel < mean.length; channel++) {
            mean[channel] = means.at(channel % means.shape().size());
            scale[channel] = 1.0 / deviations.at(channel % deviations.shape().size());
            requireFinite(site.name(), channel, mean[channel], scale[channel]);
        }
        return ChannelAffine.of(word(), mean, scale, new double[mean.length]);
    }

    private static void requireFinite(String name, int channel, double mean, double scale) {
        if (!Double.isFinite(mean) || !(scale > 0 && Double.isFinite(scale))) {
            throw new EvenkeelException(
                    "standardize '" + name + "' needs a finite mean and a finite deviation above 0, but"
                            + " channel " + channel + " has " + (float) mean + " and " + (float) (1 / scale)
                            + ". Train the model again, or take one saved before");
        }
    }
}
