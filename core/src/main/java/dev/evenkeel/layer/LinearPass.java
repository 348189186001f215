package dev.evenkeel.layer;

import dev.evenkeel.kernel.Compute;
import dev.evenkeel.kernel.Epilogue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.MatrixProduct;
import dev.evenkeel.kernel.Team;

/** Trains a {@link Linear}: one product forward, up to two backward, and the column sums of dy for the bias. */
final class LinearPass implements TrainingPass {
    private static final Epilogue NONE = new Epilogue();

    private final Site site;
    private final Variable weight;
    private final boolean biased;
    private final int inputs;
    private final int features;
    private final MatrixProduct forward;
    private final MatrixProduct backward;
    private final Epilogue addBias = new Epilogue();
    private final double[] blockSums;
    private final Team.RangeTask sumBlock = this::sumBlock;

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
        blockSums = new double[blocks(mostRows) * features];
    }

    @Override
    public void forward(Step step) {
        if (biased) {
            addBias.shift(site.parameter("bias").values());
        }
        forward.run(
                site.input().rows(step.examples()),
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
                site.output().values(),
                0,
                features,
                Kernels.Start.ZERO,
                addBias);
    }

    @Override
    public void backward(Step step) {
        int rows = site.input().rows(step.examples());
        float[] dy = site.outputGradient();
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
                    Kernels.Start.SUM,
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
                    Kernels.Start.ZERO,
                    NONE);
        }
    }

    private void addBiasGradient(int rows, float[] gradient) {
        site.compute().team().run(rows, Grain.rows(features), sumBlock);
        for (int feature = 0; feature < features; feature++) {
            double sum = 0;
            for (int block = 0; block < blocks(rows); block++) {
                sum += blockSums[block * features + feature];
            }
            gradient[feature] += (float) sum;
        }
    }

    private void sumBlock(int from, int to) {
        int at = from / Grain.rows(features) * features;
        site.compute().kernels().columnSums(site.outputGradient(), from * features, to - from, features, blockSums, at);
    }

    private int blocks(int rows) {
        return (rows + Grain.rows(features) - 1) / Grain.rows(features);
    }
}
