package dev.evenkeel.spatial;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonNumber;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.convolution.Convolution;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.core.Linear.Bias;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.ConvolutionOperation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * {@code y[o, c] = b[c] + sum over taps k and inputs i of x[o * stride - before + k * dilation, i] * W[c, k, i]}: the
 * cross-correlation that deep learning calls convolution, over one, two or three axes, {@code [batch, (planes,) (height,)
 * width, inputs] -> [batch, ..., channels]}. Positions outside the input count as 0. With groups, output channels of group
 * g read the inputs of group g only; {@code groups = inputs} is depthwise.
 *
 * <p>Parameters {@code weight [channels, (planes,) (height,) width, inputs / groups]}, channels last, where PyTorch has
 * {@code [channels, inputs / groups, ...]}, and {@code bias [channels]}. Backward: {@code dx} is the transposed convolution
 * of dy, {@code dW[c, k, i] = sum dy[o, c] * x[o * stride - before + k * dilation, i]}, {@code db = sum dy}.
 *
 * <p>Windows of 3 x 3 in steps of 1, without dilation or groups, from 32 or more to 32 or more channels (multiples of the kernels'
 * lanes) are computed by minimal filtering (Winograd; Lavin and Gray 2016, arXiv 1509.09308) with 16 multiplications where the
 * formula has 36, forward and backward. Its sums are shorter, so y and dx are about .6 times as far from the exact ones as the sums
 * of the formula in float, dW as far. What
 * reads a value that is not finite is NaN, and a tap of zero, as of a masked kernel, cuts its positions off up to rounding only.
 *
 * <p>With weight standardization (Qiao et al. 2019, arXiv 1903.10520) W is replaced by {@code (W - mean) / sqrt(variance +
 * epsilon)} over the values of each output channel, in training and, once and for all, when the model is frozen or exported. It
 * takes the place of batch normalization where batches are small, together with a {@link dev.evenkeel.norm.GroupNorm} behind it
 * (Kolesnikov et al. 2020, BiT).
 *
 * @param channels how many channels the output has
 * @param window how it moves; its size is the kernel's
 * @param groups how many groups of channels are kept apart; 1 for none
 * @param bias whether b is there; before a batch normalization it is redundant
 * @param initial the values before training
 * @param weightEpsilon that of weight standardization, added to the variance; 0 for none
 */
public record Conv(int channels, Window window, int groups, Bias bias, Initial initial, float weightEpsilon)
        implements Windowed<Conv>, MovesPositions, SpatialLayer {
    private static final String STANDARDIZATION = "weightStandardization";
    private static final float WEIGHT_EPSILON = 1e-6f;

    public Conv {
        ConvWeights.require("conv", channels, groups);
        if (!(weightEpsilon >= 0 && Float.isFinite(weightEpsilon))) {
            throw new IllegalArgumentException(
                    "conv needs an epsilon above 0 for its weightStandardization, or 0 for none, but got "
                            + weightEpsilon);
        }
    }

    /** Without weight standardization. */
    public Conv(int channels, Window window, int groups, Bias bias, Initial initial) {
        this(channels, window, groups, bias, initial, 0);
    }

    /** Stride 1, no padding, with bias, drawn as PyTorch does; {@code kernel} for all axes or for each. */
    public static Conv of(int channels, int... kernel) {
        return new Conv(channels, Window.of(kernel), 1, Bias.WITH, Initial.UNIFORM);
    }

    /** {@link Padding#same}. */
    @CheckReturnValue
    public Conv same() {
        return padding(Padding.same());
    }

    @CheckReturnValue
    public Conv groups(int count) {
        return new Conv(channels, window, count, bias, initial, weightEpsilon);
    }

    @CheckReturnValue
    public Conv withoutBias() {
        return new Conv(channels, window, groups, Bias.WITHOUT, initial, weightEpsilon);
    }

    /** Other values before training. */
    @CheckReturnValue
    public Conv initial(Initial other) {
        return new Conv(channels, window, groups, bias, other, weightEpsilon);
    }

    /** With weights of mean 0 and variance 1 in each output channel, and epsilon 1e-6. */
    @CheckReturnValue
    public Conv weightStandardization() {
        return new Conv(channels, window, groups, bias, initial, WEIGHT_EPSILON);
    }

    /** Whether weights are standardised. */
    public boolean standardizesWeights() {
        return weightEpsilon > 0;
    }

    /** What it multiplies by, given a model's weight: the same, or it standardised. */
    public Tensor multiplied(Tensor weight) {
        return standardizesWeights()
                ? Tensor.of(weight.shape(), StandardizedWeight.of(weight.toArray(), channels, weightEpsilon))
                : weight;
    }

    @Override
    @CheckReturnValue
    public Conv with(Window other) {
        return new Conv(channels, other, groups, bias, initial, weightEpsilon);
    }

    /**
     * Reads {@code channels}, {@code kernel}, {@code stride}, {@code dilation}, {@code padding}, {@code groups},
     * {@code bias}, {@code initial} and {@code weightStandardization}: {@code true}, or its epsilon.
     */
    public static Conv read(Settings settings) {
        return new Conv(
                settings.integer("channels"),
                Window.read(settings, "kernel", Extents.ONE),
                settings.integer("groups", 1),
                Bias.read(settings),
                Initial.read(settings),
                readStandardization(settings));
    }

    private static float readStandardization(Settings settings) {
        boolean isNumber = settings.find(STANDARDIZATION).orElse(JsonValue.of(0)) instanceof JsonNumber;
        return isNumber ? settings.number(STANDARDIZATION, 0) : settings.isSet(STANDARDIZATION) ? WEIGHT_EPSILON : 0;
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = window.describe(JsonObject.of().with("channels", channels), "kernel", Extents.ONE);
        settings = ConvWeights.describe(settings, groups, bias, initial);
        return !standardizesWeights()
                ? settings
                : weightEpsilon == WEIGHT_EPSILON
                        ? settings.with(STANDARDIZATION, true)
                        : settings.with(STANDARDIZATION, weightEpsilon);
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape output = window.output(input, channels);
        ConvWeights.requireGroups(groups, input, channels);
        weightShape(input);
        return output;
    }

    private Shape weightShape(Shape input) {
        return ConvWeights.weightShape(channels, window.size(), input.rank() - 1, input.channels() / groups);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        int inputs = input.channels() / groups;
        int read = Math.multiplyExact(window.over(input).taps(), inputs);
        return ConvWeights.parameters(
                weightShape(input),
                initial.weight(read, Math.multiplyExact(window.over(input).taps(), channels / groups)),
                bias,
                channels,
                initial.bias(read));
    }

    Convolution convolution(Kernels kernels, Shape input) {
        return new Convolution(kernels, window.over(input), input.channels(), channels, groups);
    }

    @Override
    public boolean keepsPositions(List<Shape> inputs) {
        return padding(inputs).map(Operation.PaddingRule::keepsMask).orElse(true);
    }

    @Override
    public Optional<Operation.PaddingRule> padding(List<Shape> inputs) {
        return PaddingOverTime.of(window, inputs.get(0), 0);
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new ConvPass(this, context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return ConvolutionOperation.of(
                ConvolutionOperation.Direction.FORWARD,
                window.over(context.inputShape()),
                groups,
                multiplied(context.tensor("weight")),
                ConvWeights.frozenBias(bias, channels, context));
    }
}
