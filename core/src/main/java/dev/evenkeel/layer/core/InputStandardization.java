package dev.evenkeel.layer.core;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;

/**
 * {@code y = (x - mean) / deviation}, fitted to the training data before the first step, then constant. It stands directly
 * on the network's input. Statistics {@code mean} and {@code deviation}, {@code [channels]} or {@code [1]}. For values known
 * beforehand there is {@link FixedStandardization}.
 *
 * <p>A channel that does not vary in the training data, or by no more than the last digits of its values, is held: its
 * deviation is {@link #HELD} and {@code y = 0} for every x, since nothing was learnt of other values, and they would lie so
 * many deviations out that they drowned everything else.
 *
 * @param scope which values share a mean and a deviation
 * @param fit what is taken for mean and deviation
 */
@CheckReturnValue
public record InputStandardization(Scope scope, Fit fit) implements UnaryLayer {
    /** The statistics' names within the layer. */
    public static final String MEAN = "mean";

    public static final String DEVIATION = "deviation";

    /** The deviation of a channel that is held: the largest float, so that the formula gives 0 elsewhere too. */
    public static final float HELD = Float.MAX_VALUE;

    /** A deviation that is this share of the mean lies in the last digits of a float. */
    private static final double DIGITS = 1e-6;

    /** Below, the inverse is no number that a float holds. */
    private static final double MIN = 1e-37;

    /** Which values share a mean and a deviation. */
    public enum Scope {
        /** Each channel of the last axis its own, over all examples and positions. */
        PER_CHANNEL,
        /** All values, as the brightness of a flat image. */
        WHOLE
    }

    /** What is taken for mean and deviation. */
    public enum Fit {
        /** The mean and the population's standard deviation. */
        MOMENTS,
        /**
         * The median and the distance between the quartiles; where these are the same, half the distance between minimum and
         * maximum (Holzmueller et al. 2024, arXiv 2407.04491). A few values far out move neither.
         */
        ROBUST
    }

    /** By mean and standard deviation. */
    public InputStandardization(Scope scope) {
        this(scope, Fit.MOMENTS);
    }

    /** The same by median and quartiles. */
    public InputStandardization robust() {
        return new InputStandardization(scope, Fit.ROBUST);
    }

    /**
     * What a layer's statistic is, in words: {@code mean} and {@code deviation} of one that is fitted by {@link Fit#ROBUST}
     * hold a {@code median} and a {@code quartile range}; others are called by their names.
     */
    public static String meaning(Layer layer, String statistic) {
        if (!(layer instanceof InputStandardization standardization) || standardization.fit != Fit.ROBUST) {
            return statistic;
        }
        return statistic.equals(MEAN) ? "median" : "quartile range";
    }

    /** Values for the two statistics. */
    public record Fitted(Tensor mean, Tensor deviation) {}

    /** A standardisation by the values that are stated, if some are, else one to be fitted. */
    public static Layer readFittedOrFixed(Settings settings) {
        boolean fixed =
                settings.find("mean").isPresent() || settings.find("deviation").isPresent();
        return fixed ? FixedStandardization.read(settings) : read(settings);
    }

    /** Reads {@code scope}: {@code perChannel} or {@code whole}, and {@code fit}: {@code moments} or {@code robust}. */
    public static InputStandardization read(Settings settings) {
        return new InputStandardization(
                settings.choice("scope", Scope.PER_CHANNEL), settings.choice("fit", Fit.MOMENTS));
    }

    /**
     * Whether data of this mean and deviation do not vary, or by no more than the last digits of a float.
     *
     * @param mean of the data, or one of its values
     */
    public static boolean isConstant(double mean, double deviation) {
        return deviation <= Math.max(MIN, DIGITS * Math.abs(mean));
    }

    /**
     * The mean and deviation of training data, by their moments.
     *
     * @param data the moments of each channel over all training examples and positions
     * @throws EvenkeelException if there are no values, or some are not finite
     */
    public Fitted fit(Moments data) {
        if (data.count() == 0) {
            throw new EvenkeelException("standardize needs training data to fit its mean and deviation, but got none");
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
            double root = Math.sqrt(variance);
            mean[group] = (float) center;
            deviation[group] = isConstant(center, root) ? HELD : (float) root;
        }
        return new Fitted(Tensor.of(Shape.of(groups), mean), Tensor.of(Shape.of(groups), deviation));
    }

    /**
     * The median and the spread of training data.
     *
     * @param sorted for each channel, or once for the whole, values in ascending order: all, or a sample with the least and
     *     the largest
     */
    public Fitted fit(List<float[]> sorted) {
        float[] median = new float[sorted.size()];
        float[] spread = new float[sorted.size()];
        for (int group = 0; group < median.length; group++) {
            float[] values = sorted.get(group);
            double center = quantile(values, 0.5);
            double quartiles = quantile(values, 0.75) - quantile(values, 0.25);
            double range = ((double) values[values.length - 1] - values[0]) / 2;
            median[group] = (float) center;
            if (!isConstant(center, quartiles)) {
                spread[group] = (float) quartiles;
            } else {
                spread[group] = isConstant(center, range) ? HELD : (float) range;
            }
        }
        return new Fitted(Tensor.of(Shape.of(median.length), median), Tensor.of(Shape.of(median.length), spread));
    }

    /** Between two values the one on the line through both. */
    private static double quantile(float[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        double above = place - below;
        return above == 0 ? sorted[below] : sorted[below] * (1 - above) + sorted[below + 1] * above;
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
    public String typeName() {
        return "standardize";
    }

    @Override
    public JsonValue settings() {
        if (fit == Fit.MOMENTS) {
            return scope == Scope.PER_CHANNEL ? JsonObject.of() : JsonValue.of(Settings.wordOf(scope));
        }
        JsonObject settings = JsonObject.of().with("fit", Settings.wordOf(fit));
        return scope == Scope.PER_CHANNEL ? settings : settings.with("scope", Settings.wordOf(scope));
    }

    @Override
    public List<Statistic> statistics(Shape input) {
        Shape shape = Shape.of(scope == Scope.WHOLE ? 1 : input.channels());
        return List.of(new Statistic(MEAN, shape, 0), new Statistic(DEVIATION, shape, 1));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new StandardizationPass(context, context.statistic(MEAN)::values, context.statistic(DEVIATION)::values);
    }

    @Override
    public Operation inference(InferenceContext context) {
        double[] mean = new double[context.inputShape().channels()];
        double[] scale = new double[mean.length];
        Tensor means = context.tensor(MEAN);
        Tensor deviations = context.tensor(DEVIATION);
        for (int channel = 0; channel < mean.length; channel++) {
            double deviation = deviations.at(channel % deviations.shape().size());
            requireFinite(
                    context.name(), channel, means.at(channel % means.shape().size()), deviation);
            boolean held = deviation == HELD;
            mean[channel] = held ? 0 : means.at(channel % means.shape().size());
            scale[channel] = held ? 0 : 1 / deviation;
        }
        return ChannelAffine.of(typeName(), mean, scale, new double[mean.length]);
    }

    private static void requireFinite(String name, int channel, double mean, double deviation) {
        boolean invertible = deviation > 0 && deviation <= HELD && Double.isFinite((float) (1 / deviation));
        if (!Double.isFinite(mean) || !invertible) {
            throw new EvenkeelException(
                    "standardize '" + name + "' needs a finite mean and a finite deviation above 0, but"
                            + " channel " + channel + " has " + (float) mean + " and " + (float) deviation
                            + ". Train the model again, or take one saved before");
        }
    }
}
