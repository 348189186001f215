package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.convolution.Convolution;
import dev.evenkeel.kernel.convolution.ConvolutionBlock;
import dev.evenkeel.kernel.convolution.PackedConvolution;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.window.Grid;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;

/**
 * {@code y = f(x * W + b)}, the convolution over one to three axes, or with {@link Direction#TRANSPOSED} its transpose.
 *
 * @param direction which of the two
 * @param grid how the window moves over the larger side: x, or y of a transposed convolution
 * @param groups groups of channels that are kept apart
 * @param weight {@code [outputs, taps..., inputs / groups]}, or {@code [inputs, taps..., outputs / groups]} of a transposed
 *     convolution
 * @param bias {@code b}, {@code [outputs]}
 * @param activation f
 * @param slope that of {@link Activation#LEAKY_RELU}
 */
public record ConvolutionOperation(
        Direction direction, Grid grid, int groups, Tensor weight, Tensor bias, Activation activation, float slope)
        implements ProductOperation {
    /** Which way the window is gone through. */
    public enum Direction {
        /** Each output gathers the inputs of its window. */
        FORWARD,
        /** Each input adds to the outputs of its window. */
        TRANSPOSED
    }

    public ConvolutionOperation {
        int perGroup = weight.shape().channels();
        int outputs = direction == Direction.FORWARD ? weight.shape().extent(0) : perGroup * groups;
        if (weight.shape().size() != weight.shape().extent(0) * grid.taps() * perGroup
                || !bias.shape().equals(Shape.of(outputs))) {
            throw new IllegalArgumentException("A convolution of " + grid.taps() + " taps and " + outputs
                    + " outputs needs a weight and a bias of these, but got " + weight.shape() + " and "
                    + bias.shape());
        }
    }

    /** Without a function of its results. */
    public static ConvolutionOperation of(Direction direction, Grid grid, int groups, Tensor weight, Tensor bias) {
        return new ConvolutionOperation(direction, grid, groups, weight, bias, Activation.IDENTITY, 0);
    }

    /** Channels of x. */
    @Override
    public int inputs() {
        return direction == Direction.FORWARD
                ? weight.shape().channels() * groups
                : weight.shape().extent(0);
    }

    /** Channels of y. */
    @Override
    public int outputs() {
        return bias.shape().size();
    }

    @Override
    public int outputOf(int weightIndex) {
        int first = weightIndex / (grid.taps() * weight.shape().channels());
        return direction == Direction.FORWARD ? first : channel(first, weightIndex, inputs());
    }

    @Override
    public int weightsTogether() {
        return direction == Direction.FORWARD ? grid.taps() * weight.shape().channels() : 1;
    }

    @Override
    public int inputOf(int weightIndex) {
        int first = weightIndex / (grid.taps() * weight.shape().channels());
        return direction == Direction.FORWARD ? channel(first, weightIndex, outputs()) : first;
    }

    /** The channel on the side of the weight's last axis, of which there is one axis per group. */
    private int channel(int first, int weightIndex, int firsts) {
        int perGroup = weight.shape().channels();
        return first / (firsts / groups) * perGroup + weightIndex % perGroup;
    }

    @Override
    public int terms() {
        return grid.taps() * inputs() / groups;
    }

    /** Where the window reads padding it does not read the shift. */
    @Override
    public String obstacleToShift() {
        if (direction == Direction.TRANSPOSED) {
            return "a transposed convolution adds up other weights at its border than inside";
        }
        return grid.pads() ? "padding of zeros would not be shifted with the rest, which is wrong at the border" : "";
    }

    @Override
    public ConvolutionOperation with(Tensor newWeight, Tensor newBias) {
        return new ConvolutionOperation(direction, grid, groups, newWeight, newBias, activation, slope);
    }

    /** The same convolution with a function of its results. */
    @Override
    public ConvolutionOperation then(Activation function, float leakySlope) {
        return new ConvolutionOperation(direction, grid, groups, weight, bias, function, leakySlope);
    }

    @Override
    public String describe() {
        Shape taps = weight.shape().tail(1).withChannels(1);
        StringBuilder text = new StringBuilder(direction == Direction.FORWARD ? "conv " : "convTranspose ");
        for (int axis = 0; axis < taps.rank() - 1; axis++) {
            text.append(axis == 0 ? "" : "x").append(taps.extent(axis));
        }
        text.append(' ').append(inputs()).append(" -> ").append(outputs());
        if (groups > 1) {
            text.append(" in ").append(groups).append(" groups");
        }
        return FusingOperation.describe(text.toString(), activation);
    }

    @Override
    public Operation prepared(Kernels kernels) {
        return new Packed(this, kernels);
    }

    private static final class Packed implements Operation {
        private final String description;
        private final Direction direction;
        private final Convolution convolution;
        private final float[] packed;
        private final Epilogue[] epilogues;

        Packed(ConvolutionOperation operation, Kernels kernels) {
            description = operation.describe();
            direction = operation.direction;
            float[] weights = operation.weight.toArray();
            if (direction == Direction.FORWARD) {
                convolution = new Convolution(
                        kernels, operation.grid, operation.inputs(), operation.outputs(), operation.groups);
                packed = new float[convolution.weights().packedLength()];
                convolution.weights().pack(weights, packed);
                epilogues = convolution.epilogues();
            } else {
                convolution = new Convolution(
                        kernels, operation.grid, operation.outputs(), operation.inputs(), operation.groups);
                packed = new float[convolution.weights().packedTransposedLength()];
                convolution.weights().packTransposed(weights, packed);
                epilogues = convolution.transposedEpilogues();
            }
            for (Epilogue epilogue : epilogues) {
                epilogue.shift(operation.bias.toArray()).activation(operation.activation, operation.slope);
            }
        }

        @Override
        public String describe() {
            return description;
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            float[] from = inputs[0].values();
            float[] to = output.values();
            if (direction == Direction.FORWARD) {
                PackedConvolution product = new PackedConvolution(compute, convolution, packed, epilogues);
                return examples -> product.run(examples, from, to);
            }
            ConvolutionBlock block = convolution.block();
            int inputLength = inputs[0].shape().size();
            int outputLength = output.shape().size();
            int most = convolution.imagesPerBlock();
            return examples -> {
                for (int first = 0; first < examples; first += most) {
                    block.images(Math.min(most, examples - first))
                            .y(from, first * inputLength)
                            .x(to, first * outputLength);
                    convolution.convolveTransposed(packed, epilogues, block);
                }
            };
        }
    }
}
