package dev.evenkeel.spatial;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.convolution.Convolution;
import dev.evenkeel.kernel.convolution.ConvolutionGradient;
import dev.evenkeel.kernel.convolution.ConvolutionProduct;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.layer.core.Linear.Bias;
import dev.evenkeel.layer.fusion.Fusion;
import java.util.Optional;

/** Trains a {@link Conv}, with a ReLU after it in the product's epilogue where one was fused. */
final class ConvPass implements TrainingPass {
    private static final float[] NOTHING = {};

    private final TrainingContext context;
    private final Kernels kernels;
    private final Variable weight;
    private final Optional<StandardizedWeight> standardized;
    private final boolean biased;
    private final boolean rectified;
    private final Convolution convolution;
    private final ConvolutionProduct product;
    private final ConvolutionGradient gradient;
    private final Epilogue[] epilogues;
    private final Optional<Moments> moments;
    private final RowWriter gradientRows;

    ConvPass(Conv layer, TrainingContext context) {
        this.context = context;
        Compute compute = context.compute();
        kernels = compute.kernels();
        Fusion fusion = Fusion.of(context);
        fusion.offerUnfused(this::writeUnfused);
        Variable learned = context.parameter("weight");
        standardized = layer.standardizesWeights()
                ? Optional.of(new StandardizedWeight(learned, layer.channels(), layer.weightEpsilon()))
                : Optional.empty();
        weight = standardized.isPresent() ? standardized.get() : learned;
        biased = layer.bias() == Bias.WITH;
        rectified = fusion.fused().isPresent();
        convolution = layer.convolution(kernels, context.inputShape());
        product = new ConvolutionProduct(compute, convolution, context.batchSize(), fusion.inputStream());
        gradient = new ConvolutionGradient(compute, convolution, context.batchSize(), fusion.inputStream());
        epilogues = convolution.epilogues();
        for (Epilogue epilogue : epilogues) {
            epilogue.activation(rectified ? Activation.RELU : Activation.IDENTITY, 0);
        }
        moments = fusion.outputMoments();
        gradientRows = fusion.outputGradientRows().orElse(this::writeGradient);
    }

    @Override
    public void forward(Step step) {
        if (standardized.isPresent()) {
            standardized.get().read(context.compute().team());
        }
        shiftByBias(epilogues);
        float[] x = context.input().values();
        float[] y = context.output().values();
        if (moments.isPresent()) {
            product.convolveWithMoments(step.examples(), x, weight.values(), y, epilogues, moments.get());
        } else {
            product.convolve(step.examples(), x, weight.values(), y, epilogues);
        }
    }

    private void shiftByBias(Epilogue[] shifted) {
        if (biased) {
            float[] bias = context.parameter("bias").values();
            for (Epilogue epilogue : shifted) {
                epilogue.shift(bias);
            }
        }
    }

    private void writeUnfused(int count, float[] to) {
        Epilogue[] unfused = convolution.epilogues();
        shiftByBias(unfused);
        product.convolve(count, context.input().values(), weight.values(), to, unfused);
    }

    @Override
    public void backward(Step step) {
        gradient.run(
                step.examples(),
                context.input().values(),
                gradientRows,
                weight.values(),
                weight.needsGradient() ? weight.gradient() : NOTHING,
                biased && context.parameter("bias").needsGradient()
                        ? context.parameter("bias").gradient()
                        : NOTHING,
                context.needsInputGradient(0) ? context.inputGradient(0) : NOTHING);
        if (standardized.isPresent()) {
            standardized.get().handBack(context.compute().team());
        }
    }

    /** The gradient of the sums, before any ReLU. */
    private void writeGradient(int rowFrom, int rowTo, float[] to, int at) {
        int channels = context.output().shape().channels();
        int from = rowFrom * channels;
        int length = (rowTo - rowFrom) * channels;
        if (rectified) {
            float[] y = context.output().values();
            kernels.activations().reluBackward(y, context.outputGradient(), from, to, at, length);
        } else {
            System.arraycopy(context.outputGradient(), from, to, at, length);
        }
    }
}
