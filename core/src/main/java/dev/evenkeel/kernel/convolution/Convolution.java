package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Gather;
import dev.evenkeel.kernel.view.GatheredProduct;
import dev.evenkeel.kernel.view.Start;
import dev.evenkeel.kernel.window.Grid;
import java.util.List;

/**
 * A convolution and its transpose as gathered products, planned once: {@code y[o, c] = sum x[o * stride - before +
 * k * dilation, i] * W[c, k, i]} on images {@code [positions, channels]}. No image is unfolded: A's elements are read where
 * they lie in an image with padding around it, a few images at a time, which stay in the cache. Immutable.
 *
 * <p>Weights are {@code [outputs, taps, inputs / groups]}. Each element is one chain over taps and channels in ascending
 * order, so its bits depend on no other image.
 */
public final class Convolution {
    /** About so many rows of C are computed at once. */
    private static final int BLOCK_ROWS = 256;

    private static final int MAX_IMAGES = 16;
    private static final Epilogue UNCHANGED = new Epilogue();

    private final Kernels kernels;
    private final Grid grid;
    private final int inputs;
    private final int outputs;
    private final int groups;
    private final int imagesPerBlock;
    private final PaddedImages paddedInput;
    private final PaddedImages paddedOutput;
    private final Gather forward;
    private final List<Gather> transposed;
    private final Gather gradient;
    private final ConvolutionWeights weights;
    private final boolean depthwise;

    /**
     * Plans a convolution.
     *
     * @param grid how the window moves
     * @param inputs channels of x
     * @param outputs channels of y
     * @param groups groups of channels that are kept apart; divides both
     */
    public Convolution(Kernels kernels, Grid grid, int inputs, int outputs, int groups) {
        this.kernels = kernels;
        this.grid = grid;
        this.inputs = inputs;
        this.outputs = outputs;
        this.groups = groups;
        imagesPerBlock = Math.max(1, Math.min(MAX_IMAGES, BLOCK_ROWS / Math.max(1, grid.outputs())));
        ConvolutionTables tables = new ConvolutionTables(grid, inputs, outputs, groups, imagesPerBlock);
        paddedInput = tables.paddedInput;
        paddedOutput = tables.paddedOutput;
        forward = tables.forward;
        transposed = tables.transposed;
        gradient = tables.gradient;
        depthwise = tables.isDepthwise();
        weights = new ConvolutionWeights(kernels, tables);
    }

    /** How many images are computed at once. */
    public int imagesPerBlock() {
        return imagesPerBlock;
    }

    /** Floats of one image of x. */
    int inputLength() {
        return paddedInput.imageLength();
    }

    /** Floats of one image of y. */
    int outputLength() {
        return paddedOutput.imageLength();
    }

    int outputs() {
        return outputs;
    }

    int inputs() {
        return inputs;
    }

    int outputPositions() {
        return grid.outputs();
    }

    int inputPositions() {
        return grid.inputs();
    }

    /** How many values the weights have. */
    int weights() {
        return weights.count();
    }

    /** An epilogue for each group's channels of y, which changes nothing yet. */
    public Epilogue[] epilogues() {
        return epilogues(outputs);
    }

    /** An epilogue for each group's channels of x, which changes nothing yet. */
    public Epilogue[] transposedEpilogues() {
        return epilogues(inputs);
    }

    private Epilogue[] epilogues(int channels) {
        Epilogue[] epilogues = new Epilogue[groups];
        for (int group = 0; group < groups; group++) {
            epilogues[group] = new Epilogue().at(group * (channels / groups));
        }
        return epilogues;
    }

    /** A block for one thread. */
    public ConvolutionBlock block() {
        return new ConvolutionBlock(
                kernels,
                paddedInput.pads() ? imagesPerBlock * paddedInput.paddedLength() : 0,
                paddedOutput.pads() ? imagesPerBlock * paddedOutput.paddedLength() : 0,
                readsWholeRegisters() ? 0 : weights.packedLength(forward.rows().length, outputs / groups));
    }

    /** How many floats {@link #pack} writes. */
    public int packedLength() {
        return weights.packedLength();
    }

    /** How many floats {@link #packTransposed} writes. */
    public int packedTransposedLength() {
        return weights.packedTransposedLength();
    }

    /** Lays weights out for {@link #convolve}. What is not written stays 0. */
    public void pack(float[] values, float[] packed) {
        weights.pack(values, packed);
    }

    /** Lays weights out for {@link #convolveTransposed}. What is not written stays 0. */
    public void packTransposed(float[] values, float[] packed) {
        weights.packTransposed(values, packed);
    }

    /** Adds {@code sums}, laid out as {@link #addWeightGradient} does, to {@code total [outputs, taps, inputs / groups]}. */
    void addToGradient(float[] sums, float[] total) {
        weights.addToGradient(sums, total);
    }

    /** {@code y} of a block from its x and packed weights; one epilogue for each group. */
    public void convolve(float[] packed, Epilogue[] epilogues, ConvolutionBlock block) {
        int depth = forward.depths().length;
        GatheredProduct product = block.product.through(forward, block.images * grid.outputs(), depth);
        float[] a = paddedX(block);
        int aAt = paddedInput.pads() ? 0 : block.xAt;
        if (depthwise) {
            product.a(a, aAt).b(packed, 0, outputs, 0).c(block.y, block.yAt).columns(outputs);
            multiplyDepthwise(product, epilogues[0]);
            return;
        }
        int columns = outputs / groups;
        int pitch = kernels.gathered().pitch(columns);
        for (int group = 0; group < groups; group++) {
            product.a(a, aAt + group * (inputs / groups))
                    .b(packed, group * weights.packedLength(depth, columns), pitch, depth * pitch)
                    .c(block.y, block.yAt + group * columns)
                    .columns(columns)
                    .finish(Start.ZERO, epilogues[group]);
            kernels.gathered().multiply(product);
        }
    }

    /** {@code x} of a block from its y, that is {@code sum y[o, c] * W[c, k, i]}, from packed transposed weights. */
    public void convolveTransposed(float[] packed, Epilogue[] epilogues, ConvolutionBlock block) {
        float[] a = block.y;
        int aAt = block.yAt;
        if (paddedOutput.pads()) {
            paddedOutput.copy(a, aAt, block.images, block.paddedY);
            a = block.paddedY;
            aAt = 0;
        }
        int columns = inputs / groups;
        int pitch = kernels.gathered().pitch(columns);
        int bAt = 0;
        for (int index = 0; index < transposed.size(); index++) {
            Gather gather = transposed.get(index);
            int depth = gather.depths().length;
            GatheredProduct product =
                    block.product.through(gather, block.images * gather.rowsPerImage(imagesPerBlock), depth);
            if (depthwise) {
                product.a(a, aAt)
                        .b(packed, bAt, inputs, 0)
                        .c(block.x, block.xAt)
                        .columns(inputs);
                multiplyDepthwise(product, epilogues[0]);
                bAt += depth * inputs;
                continue;
            }
            for (int group = 0; group < groups; group++) {
                product.a(a, aAt + group * (outputs / groups))
                        .b(packed, bAt, pitch, depth * pitch)
                        .c(block.x, block.xAt + group * columns)
                        .columns(columns)
                        .finish(Start.ZERO, epilogues[group]);
                kernels.gathered().multiply(product);
                bAt += weights.packedLength(depth, columns);
            }
        }
    }

    /** One epilogue serves all channels: those of the groups differ in where their channel stands. */
    private void multiplyDepthwise(GatheredProduct product, Epilogue epilogue) {
        kernels.depthwise().multiply(product);
        if (epilogue.changes()) {
            for (int row = 0; row < product.rows(); row++) {
                int at = product.cAt() + product.gather().results()[row];
                kernels.products().finish(epilogue, product.c(), at, groups);
            }
        }
    }

    /**
     * Adds to {@code sums [groups, taps * inputs / groups, outputs / groups]} what a block's x, and the gradient of its y in
     * place of y, contribute to the gradient of the weights:
     * {@code sum x[o * stride - before + k * dilation, i] * dy[o, c]}.
     */
    void addWeightGradient(float[] sums, ConvolutionBlock block) {
        float[] a = paddedX(block);
        int aAt = paddedInput.pads() ? 0 : block.xAt;
        int rows = block.images * grid.outputs();
        int depth = forward.depths().length;
        GatheredProduct product = block.product;
        if (depthwise) {
            product.through(forward, rows, depth).columns(outputs);
            kernels.depthwise()
                    .addGradient(
                            product.a(a, aAt).b(block.y, block.yAt, outputs, 0).c(sums, 0));
            return;
        }
        int columns = outputs / groups;
        product.through(gradient, depth, rows).columns(columns).finish(Start.SUM, UNCHANGED);
        for (int group = 0; group < groups; group++) {
            int from = block.yAt + group * columns;
            if (readsWholeRegisters()) {
                product.b(block.y, from, outputs, kernels.products().panelColumns());
            } else {
                int pitch = kernels.gathered().pitch(columns);
                packColumns(block, from, rows, columns);
                product.b(block.columns, 0, pitch, rows * pitch);
            }
            product.a(a, aAt + group * (inputs / groups)).c(sums, group * columns * depth);
            kernels.gathered().multiply(product);
        }
    }

    /** The block's x with its padding; as it lies if there is none. */
    private float[] paddedX(ConvolutionBlock block) {
        if (!paddedInput.pads()) {
            return block.x;
        }
        paddedInput.copy(block.x, block.xAt, block.images, block.paddedX);
        return block.paddedX;
    }

    /** Whether rows of dy may be read in whole registers as they lie. */
    private boolean readsWholeRegisters() {
        return outputs / groups % kernels.lanes() == 0;
    }

    private void packColumns(ConvolutionBlock block, int dyAt, int rows, int columns) {
        int pitch = kernels.gathered().pitch(columns);
        int panel = kernels.products().panelColumns();
        for (int column = 0; column < columns; column += panel) {
            int width = Math.min(panel, columns - column);
            int at = column / panel * rows * pitch;
            for (int row = 0; row < rows; row++) {
                int from = dyAt + row * outputs + column;
                System.arraycopy(block.y, from, block.columns, at + row * pitch, width);
            }
        }
    }
}
