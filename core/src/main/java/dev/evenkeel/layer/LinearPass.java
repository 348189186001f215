package dev.evenkeel.layer;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.ColumnReduction;
import dev.evenkeel.kernel.Compute;
import dev.evenkeel.kernel.Epilogue;
import dev.evenkeel.kernel.Grain;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.MatrixProduct;
import dev.evenkeel.kernel.Moments;
import dev.evenkeel.kernel.Start;
import dev.evenkeel.kernel.Team;
import dev.evenkeel.tensor.Mask;
import java.util.Optional;

/**
 * Trains a {@link Linear}: one product forward, with a ReLU in its epilogue where one was fused, up to two backward, and the
 * column sums of dy for the bias.
 */
final class LinearPass implements FusingPass {
    private static final Epilogue NONE = new Epilogue();
    private static final Mask ALL_ROWS = new Mask(0, 1);

    private final Site site;
    private final Variable weight;
    private final boolean biased;
    private final int inputs;
    private final int features;
    private final MatrixProduct forward;
    private final MatrixProduct backward;
    private final Epilogue epilogue = new Epilogue();
    private final boolean rectified;
    private final Optional<Moments> moments;
    private final Team.RangeTask rectify = this::rectify;
    private final ColumnReduction columns;
    private final double[] sums;

    LinearPass(Linear layer, Site site) {
        this.site = site;
        weight = site.parameter("weight");
        biased = layer.bias() == Linear.Bias.WITH;
        inputs = site.inputShape().channels();
        features = layer.features();
        int mostRows = site.input().rows(site.batchSize());
        Compute compute = site.compute();
        forward = new MatrixProduct(compute, inputs, features);
        backward = new MatrixProduct(compute, Math.max(mostRows, features), inputs);
        rectified = site.fused().isPresent();
        moments = site.outputMoments();
        epilogue.activation(rectified ? Activation.RELU : Activation.IDENTITY, 0);
        columns = new ColumnReduction(compute, mostRows, features);
        sums = new double[features];
    }

    @Override
    public void forward(Step step) {
        if (biased) {
            epilogue.shift(site.parameter("bias").values());
        }
        int rows = site.input().rows(step.examples());
        float[] x = site.input().values();
        float[] w = weight.values();
        float[] y = site.output().values();
        if (moments.isPresent()) {
            forward.runWithMoments(
                    rows,
                    features,
                    inputs,
                    x,
                    0,
                    inputs,
                    1,
                    w,
                    0,
                    1,
                    inputs,
                    y,
                    0,
                    features,
                    Start.ZERO,
                    epilogue,
                    moments.get());
        } else {
            multiply(rows, y, epilogue);
        }
    }

    private void multiply(int rows, float[] to, Epilogue finish) {
        forward.run(
                rows,
                features,
                inputs,
                site.input().values(),
                0,
                inputs,
                1,
                weight.values(),
                0,
                1,
                inputs,
                to,
                0,
                features,
                Start.ZERO,
                finish);
    }

    @Override
    public void writeUnfused(int count, float[] to) {
        Epilogue unfused = new Epilogue();
        if (biased) {
            unfused.shift(site.parameter("bias").values());
        }
        multiply(site.input().rows(count), to, unfused);
    }

    @Override
    public void backward(Step step) {
        int rows = site.input().rows(step.examples());
        float[] dy = site.outputGradient();
        if (rectified) {
            site.compute().team().run(rows * features, Grain.FLOATS, rectify);
        }
        if (weight.needsGradient()) {
            backward.run(
                    features,
                    inputs,
                    rows,
                    dy,
                    0,
                    1,
                    features,
                    site.input().values(),
                    0,
                    inputs,
                    1,
                    weight.gradient(),
                    0,
                    inputs,
                    Start.SUM,
                    NONE);
        }
        if (biased && site.parameter("bias").needsGradient()) {
            addBiasGradient(rows, site.parameter("bias").gradient());
        }
        if (site.needsInputGradient(0)) {
            backward.run(
                    rows,
                    inputs,
                    features,
                    dy,
                    0,
                    features,
                    1,
                    weight.values(),
                    0,
                    inputs,
                    1,
                    site.inputGradient(0),
                    0,
                    inputs,
                    Start.ZERO,
                    NONE);
        }
    }

    private void rectify(int from, int to) {
        float[] y = site.output().values();
        float[] dy = site.outputGradient();
        Kernels kernels = site.compute().kernels();
        kernels.activations().backward(Activation.RELU, 0, y, from, y, from, dy, from, dy, from, to - from);
    }

    private void addBiasGradient(int rows, float[] gradient) {
        columns.sums(site.outputGradient(), 0, rows, ALL_ROWS, sums, 0);
        for (int feature = 0; feature < features; feature++) {
            gradient[feature] += (float) sums[feature];
        }
    }
}
