package dev.evenkeel.inference;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Epilogue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Locale;

/**
 * {@code y = f(x W^T + b)} over the last axis.
 *
 * @param weight {@code W}, {@code [outputs, inputs]}
 * @param bias {@code b}, {@code [outputs]}
 * @param activation f
 * @param slope that of {@link Activation#LEAKY_RELU}
 */
public record LinearOperation(Tensor weight, Tensor bias, Activation activation, float slope) implements Operation {
    public LinearOperation {
        if (weight.shape().rank() != 2
                || !bias.shape().equals(Shape.of(weight.shape().extent(0)))) {
            throw new IllegalArgumentException(
                    "A linear operation needs a weight [outputs, inputs] and a bias [outputs]," + " but "
                            + weight.shape() + " and " + bias.shape() + " came");
        }
    }

    /** {@code y = x W^T + b}. */
    public static LinearOperation of(Tensor weight, Tensor bias) {
        return new LinearOperation(weight, bias, Activation.IDENTITY, 0);
    }

    /** {@code y = x W^T}. */
    public static LinearOperation of(Tensor weight) {
        return of(weight, Tensor.filled(Shape.of(weight.shape().extent(0)), 0));
    }

    public int inputs() {
        return weight.shape().extent(1);
    }

    public int outputs() {
        return weight.shape().extent(0);
    }

    /** The same product with a function of its results. */
    public LinearOperation then(Activation function, float leakySlope) {
        return new LinearOperation(weight, bias, function, leakySlope);
    }

    @Override
    public String describe() {
        String product = "linear " + inputs() + " -> " + outputs();
        return activation == Activation.IDENTITY
                ? product
                : product + ", " + activation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public Operation prepared(Kernels kernels) {
        float[] packed = new float[kernels.packedLength(inputs(), outputs())];
        int panels = (outputs() + kernels.panelColumns() - 1) / kernels.panelColumns();
        kernels.pack(weight.toArray(), 0, 1, inputs(), inputs(), outputs(), packed, 0, panels);
        return new Packed(describe(), packed, panels, bias.toArray(), this);
    }

    @Override
    public Bound bind(Kernels kernels, Flow[] inputs, Flow output) {
        return prepared(kernels).bind(kernels, inputs, output);
    }

    private record Packed(String describe, float[] packed, int panels, float[] bias, LinearOperation linear)
            implements Operation {
        @Override
        public Bound bind(Kernels kernels, Flow[] inputs, Flow output) {
            Epilogue epilogue = new Epilogue().shift(bias).activation(linear.activation, linear.slope);
            Flow input = inputs[0];
            int depth = linear.inputs();
            int columns = linear.outputs();
            float[] workspace = new float[kernels.workspaceLength()];
            return examples -> kernels.multiply(
                    input.values(),
                    0,
                    depth,
                    1,
                    packed,
                    depth,
                    columns,
                    output.values(),
                    0,
                    columns,
                    Kernels.Start.ZERO,
                    epilogue,
                    0,
                    input.rows(examples),
                    0,
                    panels,
                    workspace);
        }
    }
}
