package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;

/**
 * A sum of inputs times weights plus a bias for each output channel, then a function of it: what a neighbour's scale and
 * shift per channel can be folded into.
 */
public sealed interface ProductOperation extends FusingOperation permits LinearOperation, ConvolutionOperation {
    Tensor weight();

    /** {@code [outputs]}. */
    Tensor bias();

    /** How many input channels there are. */
    int inputs();

    /** How many output channels there are. */
    int outputs();

    /** The output channel that a weight adds to. */
    int outputOf(int weightIndex);

    /** How many weights that lie together add to the same output channel. */
    int weightsTogether();

    /** The input channel that a weight multiplies. */
    int inputOf(int weightIndex);

    /** How many products one sum has at most. */
    int terms();

    /** Why a shift of its inputs is not the same shift for all of its outputs; empty if it is. */
    String obstacleToShift();

    /** The same operation with other weights of the same shapes. */
    ProductOperation with(Tensor newWeight, Tensor newBias);

    @Override
    default long work(Shape output) {
        return (long) terms() * output.size();
    }

    @Override
    default Bound bind(Compute compute, Activations[] inputs, Activations output) {
        return prepared(compute.kernels()).bind(compute, inputs, output);
    }
}
