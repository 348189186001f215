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
import dev.evenkeel.layer.FusingPass;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.layer.core.Linear.Bias;
import java.util.Optional;

/** Trains a {@link Conv}, with a ReLU behind it in the product's epilogue where one was fused. */
final class ConvPass implements FusingPass {
    private static final float[] NOTHING = {};

    private final Site site;
    private final Kernels kernels;
    private final Variable weight;
    private final boolean biased;
    private final boolean rectified;
    private final Convolution convolution;
    private final ConvolutionProduct product;
    private final ConvolutionGradient gradient;
    private final Epilogue[] epilogues;
    private final Optional<Moments> moments;
    private final RowWriter gradientRows;

    ConvPass(Conv layer, Site site) {
        this.site = site;
        Compute compute = site.compute();
        kernels = compute.kernels();
        weight = site.parameter("weight");
        biased = layer.bias() == Bias.WITH;
        rectified = site.fused().isPresent();
        convolution = layer.convolution(kernels, site.inputShape());
        product = new ConvolutionProduct(compute, convolution, site.batchSize(), site.inputStream());
        gradient = new ConvolutionGradient(compute, convolution, site.batchSize(), site.inputStream());
        epilogues = convolution.epilogues();
        for (Epilogue epilogue : epilogues) {
            epilogue.activation(rectified ? Activation.RELU : Activation.IDENTITY, 0);
        }
        moments = site.outputMoments();
        gradientRows = site.outputGradientRows().orElse(this::writeGradient);
    }

    @Override
    public void forward(Step step) {
        shiftByBias(epilogues);
        float[] x = site.input().values();
        float[] y = site.output().values();
        if (moments.isPresent()) {
            product.convolveWithMoments(step.examples(), x, weight.values(), y, epilogues, moments.get());
        } else {
            product.convolve(step.examples(), x, weight.values(), y, epilogues);
        }
    }

    private void shiftByBias(Epilogue[] shifted) {
        if (biased) {
            float[] bias = site.parameter("bias").values();
            for (Epilogue epilogue : shifted) {
                epilogue.shift(bias);
            }
        }
    }

    @Override
    public void writeUnfused(int count, float[] to) {
        Epilogue[] unfused = convolution.epilogues();
        shiftByBias(unfused);
        product.convolve(count, site.input().values(), weight.values(), to, unfused);
    }

    @Override
    public void backward(Step step) {
        gradient.run(
                step.examples(),
                site.input().values(),
                gradientRows,
                weight.values(),
                weight.needsGradient() ? weight.gradient() : NOTHING,
                biased && site.parameter("bias").needsGradient()
                        ? site.parameter("bias").gradient()
                        : NOTHING,
                site.needsInputGradient(0) ? site.inputGradient(0) : NOTHING);
    }

    /** The gradient of the sums, before any ReLU. */
    private void writeGradient(int rowFrom, int rowTo, float[] to, int at) {
        int channels = site.output().shape().channels();
        int from = rowFrom * channels;
        int length = (rowTo - rowFrom) * channels;
        if (rectified) {
            float[] y = site.output().values();
            kernels.activations().reluBackward(y, site.outputGradient(), from, to, at, length);
        } else {
            System.arraycopy(site.outputGradient(), from, to, at, length);
        }
    }
}
