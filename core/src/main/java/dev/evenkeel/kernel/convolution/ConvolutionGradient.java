package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Epilogue;
import java.util.Arrays;
import java.util.Optional;

/**
 * The gradients of a {@link Convolution} over a batch, in one sweep over blocks of images: the gradient of y is computed or
 * read once per block and used for all of them while it is in the cache. Runs of blocks sum up their parts of the weights'
 * gradient; the parts merge along a fixed tree. A run allocates nothing; one run at a time.
 */
public final class ConvolutionGradient {
    /** At most so many parts, each over a run of images. */
    private static final int MAX_PARTS = 16;
    /** Floats that all of them may take, as long as there are {@link #MIN_PARTS}. */
    private static final int PART_FLOATS = 1 << 22;

    private static final int MIN_PARTS = 4;
    private static final float[] NOTHING = {};

    private final Convolution convolution;
    private final Kernels kernels;
    private final Team team;
    private final Optional<RowStream> inputStream;
    private final float[][] given;
    private final ConvolutionBlock[] threadBlocks;
    private final float[][] rows;
    private final float[] packed;
    private final int blocksPerPart;
    private final float[][] weightParts;
    private final double[][] biasParts;
    private final double[][] blockSums;
    private final Epilogue[] epilogues;
    private final Team.RangeTask task;

    private RowWriter dy = (from, to, target, at) -> {};
    private float[] x = NOTHING;
    private float[] dx = NOTHING;
    private float[] dWeights = NOTHING;
    private float[] dBias = NOTHING;
    private int images;

    /** Gradients where x came through a stream, if there is one. */
    public ConvolutionGradient(
            Compute compute, Convolution convolution, int mostImages, Optional<RowStream> inputStream) {
        this.inputStream = inputStream;
        this.convolution = convolution;
        kernels = compute.kernels();
        team = compute.team();
        ScratchSlots slots = new ScratchSlots(team);
        task = slots.task(this::parts);
        threadBlocks = new ConvolutionBlock[slots.count()];
        rows = new float[slots.count()][convolution.imagesPerBlock() * convolution.outputLength() + kernels.lanes()];
        Arrays.setAll(threadBlocks, slot -> convolution.block());
        given = new float[slots.count()]
                [inputStream.isPresent() ? convolution.imagesPerBlock() * convolution.inputLength() : 0];
        inputStream.ifPresent(stream -> stream.expect(convolution.blocks(mostImages)));
        packed = new float[convolution.weights().packedTransposedLength()];
        int most = Math.max(
                MIN_PARTS,
                Math.min(
                        MAX_PARTS,
                        PART_FLOATS / Math.max(1, convolution.weights().gradientLength())));
        int blocks = Math.max(1, convolution.blocks(mostImages));
        blocksPerPart = (blocks + most - 1) / most;
        int parts = (blocks + blocksPerPart - 1) / blocksPerPart;
        weightParts = new float[parts][convolution.weights().gradientLength()];
        biasParts = new double[parts][convolution.outputs()];
        blockSums = new double[slots.count()][convolution.outputs()];
        epilogues = convolution.transposedEpilogues();
    }

    /**
     * Adds to the gradients of weights and bias, and writes dx; an empty array stands for a gradient that is not wanted.
     *
     * @param count how many images
     * @param gradientRows gives rows of the gradient of y
     */
    public void run(
            int count,
            float[] inputs,
            RowWriter gradientRows,
            float[] weightValues,
            float[] weightGradient,
            float[] biasGradient,
            float[] inputGradient) {
        if (count == 0) {
            return;
        }
        images = count;
        x = inputs;
        dy = gradientRows;
        dx = inputGradient;
        dWeights = weightGradient;
        dBias = biasGradient;
        if (dx.length > 0) {
            convolution.weights().packTransposed(weightValues, packed);
        }
        int parts = (convolution.blocks(images) + blocksPerPart - 1) / blocksPerPart;
        team.run(parts, 1, task);
        for (int step = 1; step < parts; step *= 2) {
            for (int part = 0; part + step < parts; part += 2 * step) {
                merge(part, part + step);
            }
        }
        if (dWeights.length > 0) {
            convolution.weights().addToGradient(weightParts[0], weightGradient);
        }
        for (int channel = 0; channel < biasGradient.length; channel++) {
            biasGradient[channel] += (float) biasParts[0][channel];
        }
    }

    private void merge(int part, int other) {
        if (dWeights.length > 0) {
            kernels.elements()
                    .add(weightParts[part], 0, weightParts[other], 0, weightParts[part], 0, weightParts[part].length);
        }
        if (dBias.length > 0) {
            addTo(biasParts[part], biasParts[other]);
        }
    }

    private static void addTo(double[] sums, double[] more) {
        for (int channel = 0; channel < sums.length; channel++) {
            sums[channel] += more[channel];
        }
    }

    private void parts(int from, int to, int slot) {
        for (int part = from; part < to; part++) {
            Arrays.fill(weightParts[part], 0f);
            Arrays.fill(biasParts[part], 0);
            int end = Math.min(convolution.blocks(images), (part + 1) * blocksPerPart);
            for (int block = part * blocksPerPart; block < end; block++) {
                block(block, part, slot);
            }
        }
    }

    private void block(int block, int part, int slot) {
        int first = block * convolution.imagesPerBlock();
        int count = Math.min(convolution.imagesPerBlock(), images - first);
        int positions = convolution.outputPositions();
        int inputPositions = convolution.inputPositions();
        float[] gradient = rows[slot];
        dy.write(first * positions, (first + count) * positions, gradient, 0);
        ConvolutionBlock current = threadBlocks[slot].images(count).y(gradient, 0);
        int dxAt = first * convolution.inputLength();
        if (dWeights.length > 0) {
            float[] from = x;
            int xAt = dxAt;
            if (inputStream.isPresent()) {
                from = given[slot];
                xAt = 0;
                inputStream.get().write(first * inputPositions, (first + count) * inputPositions, from, 0);
            }
            convolution.addWeightGradient(weightParts[part], current.x(from, xAt));
        }
        if (dBias.length > 0) {
            kernels.columns().sums(gradient, 0, count * positions, convolution.outputs(), blockSums[slot]);
            addTo(biasParts[part], blockSums[slot]);
        }
        if (dx.length > 0) {
            convolution.convolveTransposed(packed, epilogues, current.x(dx, dxAt));
            if (inputStream.isPresent()) {
                inputStream.get().written(block, first * inputPositions, (first + count) * inputPositions);
            }
        }
    }
}
