package dev.evenkeel.spatial;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.convolution.Convolution;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code y[i * stride - before + k * dilation, c] += x[i, j] * W[j, k, c]} over all input positions i, taps k and inputs j,
 * then {@code + b[c]}: what the gradient of a {@link Conv} does to its output gradient, as a layer of its own, over one, two
 * or three axes. The output has {@code (input - 1) * stride + (kernel - 1) * dilation + 1 - before - after +
 * outputPadding} positions along an axis (PyTorch's {@code ConvTranspose}).
 *
 * <p>Parameters {@code weight [inputs, (planes,) (height,) width, channels / groups]}, channels last, where PyTorch has
 * {@code [inputs, channels / groups, ...]}, and {@code bias [channels]}.
 *
 * @param channels how many channels the output has
 * @param window how it moves over the <em>output</em>; its size is the kernel's, its padding is given in numbers and cut
 *     from the output
 * @param outputPadding positions added behind the output, below the stride or the dilation
 * @param groups how many groups of channels are kept apart; 1 for none
 * @param bias whether b is there; before a batch normalization it is redundant
 * @param initial the values before training
 */
public record ConvTranspose(int channels, Window window, Extents outputPadding, int groups, Bias bias, Initial initial)
        implements Windowed<ConvTranspose>, MovesPositions, SpatialLayer {
    private static final Extents ZERO = Extents.of(0);

    public ConvTranspose {
        ConvWeights.require("convTranspose", channels, groups);
        outputPadding.requireAtLeast(0, "outputPadding");
        if (!(window.padding() instanceof Padding.Explicit)) {
            throw new IllegalArgumentException("needs its padding in numbers, but got 'same'. For an output of input x"
                    + " stride pad (kernel - 1) * dilation + 1 - stride positions in all");
        }
    }

    /** Stride 1, no padding, with bias, drawn as PyTorch does; {@code kernel} for all axes or for each. */
    public static ConvTranspose of(int channels, int... kernel) {
        return new ConvTranspose(channels, Window.of(kernel), ZERO, 1, Bias.WITH, Initial.UNIFORM);
    }

    /** Positions added behind the output, for all axes or for each. */
    @CheckReturnValue
    public ConvTranspose outputPadding(int... positions) {
        return new ConvTranspose(channels, window, Extents.of(positions), groups, bias, initial);
    }

    @CheckReturnValue
    public ConvTranspose groups(int count) {
        return new ConvTranspose(channels, window, outputPadding, count, bias, initial);
    }

    @CheckReturnValue
    public ConvTranspose withoutBias() {
        return new ConvTranspose(channels, window, outputPadding, groups, Bias.WITHOUT, initial);
    }

    /** Other values before training. */
    @CheckReturnValue
    public ConvTranspose initial(Initial other) {
        return new ConvTranspose(channels, window, outputPadding, groups, bias, other);
    }

    @Override
    @CheckReturnValue
    public ConvTranspose with(Window other) {
        return new ConvTranspose(channels, other, outputPadding, groups, bias, initial);
    }

    /**
     * Reads {@code channels}, {@code kernel}, {@code stride}, {@code dilation}, {@code padding}, {@code outputPadding},
     * {@code groups}, {@code bias} and {@code initial}.
     */
    public static ConvTranspose read(Settings settings) {
        return new ConvTranspose(
                settings.integer("channels"),
                Window.read(settings, "kernel", Extents.ONE),
                Extents.read(settings, "outputPadding").orElse(ZERO),
                settings.integer("groups", 1),
                Bias.read(settings),
                Initial.read(settings));
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = window.describe(JsonObject.of().with("channels", channels), "kernel", Extents.ONE);
        if (!outputPadding.equals(ZERO)) {
            settings = settings.with("outputPadding", outputPadding.toJson());
        }
        return ConvWeights.describe(settings, groups, bias, initial);
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape output = Window.shape(input, grid(input), Axis::input, channels);
        ConvWeights.requireGroups(groups, input, channels);
        weightShape(input);
        return output;
    }

    private Shape weightShape(Shape input) {
        return ConvWeights.weightShape(input.channels(), window.size(), input.rank() - 1, channels / groups);
    }

    /** The convolution from this layer's output back to its input. */
    Grid grid(Shape input) {
        int axes = Window.axes(input, window.size(), window.stride(), window.dilation(), outputPadding);
        List<Axis> moves = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            moves.add(axis(input, axis));
        }
        return Grid.of(moves);
    }

    private Axis axis(Shape input, int axis) {
        Padding.Explicit padding = (Padding.Explicit) window.padding();
        Window.requireFit(input, padding.before(), "padding");
        int step = window.stride().at(axis);
        int spread = window.dilation().at(axis);
        int added = outputPadding.at(axis);
        if (added >= Math.max(step, spread)) {
            throw new EvenkeelException("needs an outputPadding below its stride or dilation, but got " + added
                    + " beside stride " + step + " and dilation " + spread);
        }
        int before = padding.before().at(axis);
        int after = padding.after().at(axis);
        long extent =
                (input.extent(axis) - 1L) * step + (window.size().at(axis) - 1L) * spread + 1 - before - after + added;
        if (extent < 1 || extent > Integer.MAX_VALUE) {
            throw new EvenkeelException("needs an output of 1 position or more, but its input " + input + " gives "
                    + extent + " on axis " + axis + " after " + (before + after) + " positions of padding are cut off");
        }
        return new Axis((int) extent, input.extent(axis), window.size().at(axis), step, spread, before, after - added);
    }

    @Override
    public List<Parameter> parameters(Shape input) {
        int outputs = channels / groups;
        int taps = grid(input).taps();
        return ConvWeights.parameters(
                weightShape(input),
                initial.weight(Math.multiplyExact(taps, outputs), Math.multiplyExact(taps, input.channels() / groups)),
                bias,
                channels,
                initial.bias(Math.multiplyExact(taps, outputs)));
    }

    /** The convolution from this layer's output back to its input. */
    Convolution convolution(Kernels kernels, Shape input) {
        return new Convolution(kernels, grid(input), channels, input.channels(), groups);
    }

    /** A sequence of n positions gives {@code (n - 1) * stride + ...}, as n positions alone would. */
    private Optional<Operation.PaddingRule> padding(Shape input) {
        int positions = outputShape(input).positions();
        int lost = positions - (input.positions() - 1) * window.stride().at(0);
        return PaddingOverTime.of(
                input, positions, 0, length -> (length - 1) * window.stride().at(0) + lost);
    }

    @Override
    public boolean keepsPositions(List<Shape> inputs) {
        return padding(inputs).map(Operation.PaddingRule::keepsMask).orElse(true);
    }

    @Override
    public Optional<Operation.PaddingRule> padding(List<Shape> inputs) {
        return padding(inputs.get(0));
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new ConvTransposePass(this, context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return ConvolutionOperation.of(
                ConvolutionOperation.Direction.TRANSPOSED,
                grid(context.inputShape()),
                groups,
                context.tensor("weight"),
                ConvWeights.frozenBias(bias, channels, context));
    }
}
