package dev.evenkeel.spatial;

import dev.evenkeel.kernel.convolution.Convolution;
import dev.evenkeel.kernel.convolution.ConvolutionGradient;
import dev.evenkeel.kernel.convolution.ConvolutionProduct;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.layer.core.Linear.Bias;
import java.util.Optional;

/**
 * Trains a {@link ConvTranspose}: the passes of the convolution from its output back to its input, in exchanged roles. That
 * convolution's x is the output here, and its y the input.
 */
final class ConvTransposePass implements TrainingPass {
    private static final float[] NOTHING = {};

    private final TrainingContext context;
    private final Variable weight;
    private final boolean biased;
    private final ConvolutionProduct product;
    private final ConvolutionGradient gradient;
    private final Epilogue[] epilogues;
    private final Epilogue[] nothing;
    private final ColumnReduction columns;
    private final RowWriter inputRows = this::writeInput;

    ConvTransposePass(ConvTranspose layer, TrainingContext context) {
        this.context = context;
        Compute compute = context.compute();
        weight = context.parameter("weight");
        biased = layer.bias() == Bias.WITH;
        Convolution convolution = layer.convolution(compute.kernels(), context.inputShape());
        product = new ConvolutionProduct(compute, convolution, context.batchSize(), Optional.empty());
        gradient = new ConvolutionGradient(compute, convolution, context.batchSize(), Optional.empty());
        epilogues = convolution.transposedEpilogues();
        nothing = convolution.epilogues();
        columns = new ColumnReduction(compute, context.output().rows(context.batchSize()), layer.channels());
    }

    @Override
    public void forward(Step step) {
        if (biased) {
            float[] bias = context.parameter("bias").values();
            for (Epilogue epilogue : epilogues) {
                epilogue.shift(bias);
            }
        }
        product.convolveTransposed(
                step.examples(),
                context.input().values(),
                weight.values(),
                context.output().values(),
                epilogues);
    }

    @Override
    public void backward(Step step) {
        float[] dy = context.outputGradient();
        if (weight.needsGradient()) {
            gradient.run(step.examples(), dy, inputRows, weight.values(), weight.gradient(), NOTHING, NOTHING);
        }
        if (biased && context.parameter("bias").needsGradient()) {
            int rows = context.output().rows(step.examples());
            columns.addSums(dy, 0, rows, context.parameter("bias").gradient());
        }
        if (context.needsInputGradient(0)) {
            product.convolve(step.examples(), dy, weight.values(), context.inputGradient(0), nothing);
        }
    }

    private void writeInput(int rowFrom, int rowTo, float[] to, int at) {
        int channels = context.inputShape().channels();
        System.arraycopy(context.input().values(), rowFrom * channels, to, at, (rowTo - rowFrom) * channels);
    }
}
