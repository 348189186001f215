package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Moments;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A {@link Convolution} run by a team on a batch of images: blocks of images are cut by size, never by the number of
 * threads. A run allocates nothing; one run at a time.
 */
public final class ConvolutionProduct {
    private static final float[] NOTHING = {};
    private static final Moments NO_MOMENTS = new Moments(0);

    private final Convolution convolution;
    private final Team team;
    private final Optional<RowWriter> inputRows;
    private final float[][] given;
    private final ConvolutionBlock[] threadBlocks;
    private final float[] packed;
    private final float[] packedTransposed;
    private final Moments[] blockMoments;
    private final Kernels kernels;
    private final Team.RangeTask convolveBlocks;
    private final Team.RangeTask transposeBlocks;

    private float[] x = NOTHING;
    private float[] y = NOTHING;
    private Epilogue[] epilogues = {};
    private Moments moments = NO_MOMENTS;
    private int images;

    /** A product that is given x row by row, if {@code inputRows} does so, in place of reading it. */
    public ConvolutionProduct(
            Compute compute, Convolution convolution, int mostImages, Optional<? extends RowWriter> inputRows) {
        this.inputRows = inputRows.map(RowWriter.class::cast);
        this.convolution = convolution;
        kernels = compute.kernels();
        team = compute.team();
        ScratchSlots slots = new ScratchSlots(team);
        convolveBlocks = slots.task(this::convolveBlocks);
        transposeBlocks = slots.task(this::transposeBlocks);
        threadBlocks = new ConvolutionBlock[slots.count()];
        Arrays.setAll(threadBlocks, slot -> convolution.block());
        given = new float[slots.count()]
                [inputRows.isPresent() ? convolution.imagesPerBlock() * convolution.inputLength() : 0];
        packed = new float[convolution.weights().packedLength()];
        packedTransposed = new float[convolution.weights().packedTransposedLength()];
        blockMoments = IntStream.range(0, convolution.blocks(mostImages))
                .mapToObj(block -> new Moments(convolution.outputs()))
                .toArray(Moments[]::new);
    }

    /** {@code y = x * W}, then the epilogue of each group. */
    public void convolve(int count, float[] from, float[] weights, float[] to, Epilogue[] finish) {
        convolve(count, from, weights, to, finish, NO_MOMENTS);
    }

    /**
     * {@link #convolve} that also sets {@code gathered} to the moments of y's channels, gathered from each block while it is in the
     * cache and merged along a fixed order: what batch normalization needs of the convolution it follows.
     */
    public void convolveWithMoments(
            int count, float[] from, float[] weights, float[] to, Epilogue[] finish, Moments gathered) {
        convolve(count, from, weights, to, finish, gathered);
        moments.clear();
        for (int block = 0; block < convolution.blocks(count); block++) {
            moments.merge(blockMoments[block]);
        }
    }

    private void convolve(int count, float[] from, float[] weights, float[] to, Epilogue[] finish, Moments gathered) {
        begin(count, from, to, finish);
        moments = gathered;
        convolution.weights().pack(weights, packed);
        team.run(convolution.blocks(count), 1, convolveBlocks);
    }

    /** {@code x = y * W^T}, then the epilogue of each group. */
    public void convolveTransposed(int count, float[] from, float[] weights, float[] to, Epilogue[] finish) {
        begin(count, to, from, finish);
        convolution.weights().packTransposed(weights, packedTransposed);
        team.run(convolution.blocks(count), 1, transposeBlocks);
    }

    private void begin(int count, float[] inputs, float[] outputs, Epilogue[] finish) {
        images = count;
        x = inputs;
        y = outputs;
        epilogues = finish;
    }

    private void convolveBlocks(int fromBlock, int toBlock, int slot) {
        for (int block = fromBlock; block < toBlock; block++) {
            int first = block * convolution.imagesPerBlock();
            int yAt = first * convolution.outputLength();
            float[] from = x;
            int xAt = first * convolution.inputLength();
            if (inputRows.isPresent()) {
                int positions = convolution.inputPositions();
                from = given[slot];
                xAt = 0;
                inputRows.get().write(first * positions, (first + count(block)) * positions, from, 0);
            }
            ConvolutionBlock current =
                    threadBlocks[slot].images(count(block)).x(from, xAt).y(y, yAt);
            convolution.convolve(packed, epilogues, current);
            if (moments != NO_MOMENTS) {
                int row = first * convolution.outputPositions();
                int end = row + count(block) * convolution.outputPositions();
                kernels.columns().moments(y, row, end, blockMoments[block]);
            }
        }
    }

    private void transposeBlocks(int from, int to, int slot) {
        for (int block = from; block < to; block++) {
            int first = block * convolution.imagesPerBlock();
            ConvolutionBlock current = threadBlocks[slot]
                    .images(count(block))
                    .x(x, first * convolution.inputLength())
                    .y(y, first * convolution.outputLength());
            convolution.convolveTransposed(packedTransposed, epilogues, current);
        }
    }

    private int count(int block) {
        return Math.min(convolution.imagesPerBlock(), images - block * convolution.imagesPerBlock());
    }
}
