package dev.evenkeel.layer;

import dev.evenkeel.kernel.Epilogue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Team;

/** Trains a {@link Linear}: one product forward, up to two backward, and the column sums of dy for the bias. */
final class LinearPass implements TrainingPass {
    private final Site site;
    private final Team team;
    private final Kernels kernels;
    private final Variable weight;
    private final boolean biased;
    private final int inputs;
    private final int features;
    private final float[] packed;
    private final Epilogue biasEpilogue = new Epilogue();
    private final Epilogue none = new Epilogue();
    private final double[] partialSums;
    private final Team.RangeTask packForward = this::packForward;
    private final Team.RangeTask forward = this::forward;
    private final Team.RangeTask packInput = this::packInput;
    private final Team.RangeTask weightGradient = this::weightGradient;
    private final Team.RangeTask packBackward = this::packBackward;
    private final Team.RangeTask inputGradient = this::inputGradient;
    private final Team.RangeTask biasSums = this::biasSums;
    private int rows;

    LinearPass(Linear layer, Site site) {
        this.site = site;
        team = site.compute().team();
        kernels = site.compute().kernels();
        weight = site.parameter("weight");
        biased = layer.bias() == Linear.Bias.WITH;
        inputs = site.inputShape().channels();
        features = layer.features();
        int mostRows = site.input().rows(site.batchSize());
        packed = new float
                [Math.max(
                        Math.max(kernels.packedLength(inputs, features), kernels.packedLength(features, inputs)),
                        kernels.packedLength(mostRows, inputs))];
        partialSums = new double[blocks(mostRows, Grain.rows(features)) * features];
    }

    @Override
    public void forward(Step step) {
        rows = site.input().rows(step.examples());
        if (biased) {
            biasEpilogue.shift(site.parameter("bias").values());
        }
        team.run(panels(features), panelGrain(inputs), packForward);
        team.run(rows, rowGrain(), forward);
    }

    @Override
    public void backward(Step step) {
        rows = site.input().rows(step.examples());
        if (weight.needsGradient()) {
            team.run(panels(inputs), panelGrain(rows), packInput);
            team.run(features, rowGrain(), weightGradient);
        }
        if (biased && site.parameter("bias").needsGradient()) {
            addBiasGradient();
        }
        if (site.needsInputGradient(0)) {
            team.run(panels(inputs), panelGrain(features), packBackward);
            team.run(rows, rowGrain(), inputGradient);
        }
    }

    private void packForward(int from, int to) {
        kernels.pack(weight.values(), 0, 1, inputs, inputs, features, packed, from, to);
    }

    private void forward(int from, int to) {
        kernels.multiply(
                site.input().values(),
                0,
                inputs,
                1,
                packed,
                inputs,
                features,
                site.output().values(),
                0,
                features,
                Kernels.Start.ZERO,
                biasEpilogue,
                from,
                to,
                0,
                panels(features),
                new float[kernels.workspaceLength()]);
    }

    private void packInput(int from, int to) {
        kernels.pack(site.input().values(), 0, inputs, 1, rows, inputs, packed, from, to);
    }

    private void weightGradient(int from, int to) {
        kernels.multiply(
                site.outputGradient(),
                0,
                1,
                features,
                packed,
                rows,
                inputs,
                weight.gradient(),
                0,
                inputs,
                Kernels.Start.SUM,
                none,
                from,
                to,
                0,
                panels(inputs),
                new float[kernels.workspaceLength()]);
    }

    private void packBackward(int from, int to) {
        kernels.pack(weight.values(), 0, inputs, 1, features, inputs, packed, from, to);
    }

    private void inputGradient(int from, int to) {
        kernels.multiply(
                site.outputGradient(),
                0,
                features,
                1,
                packed,
                features,
                inputs,
                site.inputGradient(0),
                0,
                inputs,
                Kernels.Start.ZERO,
                none,
                from,
                to,
                0,
                panels(inputs),
                new float[kernels.workspaceLength()]);
    }

    private void biasSums(int from, int to) {
        int block = from / Grain.rows(features);
        kernels.columnSums(site.outputGradient(), from * features, to - from, features, partialSums, block * features);
    }

    private void addBiasGradient() {
        int grain = Grain.rows(features);
        team.run(rows, grain, biasSums);
        float[] gradient = site.parameter("bias").gradient();
        for (int feature = 0; feature < features; feature++) {
            double sum = 0;
            for (int block = 0; block < blocks(rows, grain); block++) {
                sum += partialSums[block * features + feature];
            }
            gradient[feature] += (float) sum;
        }
    }

    private int panels(int columns) {
        return blocks(columns, kernels.panelColumns());
    }

    private int panelGrain(int depth) {
        return Math.max(1, Grain.FLOATS / Math.max(1, depth * kernels.panelColumns()));
    }

    private int rowGrain() {
        return 4 * kernels.tileRows();
    }

    private static int blocks(int items, int grain) {
        return (items + grain - 1) / grain;
    }
}
