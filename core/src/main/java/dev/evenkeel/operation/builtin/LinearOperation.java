package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.product.PackedMatrix;
import dev.evenkeel.kernel.product.PackedProduct;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;

/**
 * {@code y = f(x W^T + b)} over the last axis.
 *
 * @param weight {@code W}, {@code [outputs, inputs]}
 * @param bias {@code b}, {@code [outputs]}
 * @param activation f
 * @param slope that of {@link Activation#LEAKY_RELU}
 */
public record LinearOperation(Tensor weight, Tensor bias, Activation activation, float slope)
        implements ProductOperation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    public LinearOperation {
        if (weight.shape().rank() != 2
                || !bias.shape().equals(Shape.of(weight.shape().extent(0)))) {
            throw new IllegalArgumentException(
                    "A linear operation needs a weight [outputs, inputs] and a bias [outputs]," + " but got "
                            + weight.shape() + " and " + bias.shape());
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

    @Override
    public int inputs() {
        return weight.shape().extent(1);
    }

    @Override
    public int outputs() {
        return weight.shape().extent(0);
    }

    @Override
    public int outputOf(int weightIndex) {
        return weightIndex / inputs();
    }

    @Override
    public int weightsTogether() {
        return inputs();
    }

    @Override
    public int inputOf(int weightIndex) {
        return weightIndex % inputs();
    }

    @Override
    public int terms() {
        return inputs();
    }

    @Override
    public String obstacleToShift() {
        return "";
    }

    @Override
    public LinearOperation with(Tensor newWeight, Tensor newBias) {
        return new LinearOperation(newWeight, newBias, activation, slope);
    }

    /** The same product with a function of its results. */
    @Override
    public LinearOperation then(Activation function, float leakySlope) {
        return new LinearOperation(weight, bias, function, leakySlope);
    }

    @Override
    public String describe() {
        return FusingOperation.describe("linear " + inputs() + " -> " + outputs(), activation);
    }

    @Override
    public Operation prepared(Kernels kernels) {
        Matrix transposed = Matrix.columnMajor(inputs(), outputs()).over(weight.toArray());
        PackedMatrix packed = PackedMatrix.pack(kernels, transposed);
        Epilogue epilogue = new Epilogue().shift(bias.toArray()).activation(activation, slope);
        return new Packed(describe(), packed, epilogue);
    }

    private record Packed(String describe, PackedMatrix packed, Epilogue epilogue) implements Operation {
        @Override
        public boolean isPositionwise() {
            return true;
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            Activations input = inputs[0];
            PackedProduct product = packed.product(compute, input.matrix(), output.matrix(), epilogue);
            return examples -> product.run(input.rows(examples));
        }
    }
}
