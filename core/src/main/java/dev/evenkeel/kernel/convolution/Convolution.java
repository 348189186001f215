package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Gather;
import dev.evenkeel.kernel.view.GatheredProduct;
import dev.evenkeel.kernel.view.Start;
import dev.evenkeel.kernel.window.Grid;
import java.util.Arrays;
import java.util.Optional;

/**
 * A convolution and its transpose as gathered products, planned once: {@code y[o, c] = sum x[o * stride - before +
 * k * dilation, i] * W[c, k, i]} on images {@code [positions, channels]}. No image is unfolded: A's elements are read where
 * they lie in an image with padding around it, a few images at a time, which stay in the cache. Immutable.
 *
 * <p>Weights are {@code [outputs, taps, inputs / groups]}. Each element is one chain over the positions it reads and their channels
 * in ascending order, so its bits depend on no other image. Windows of 3 x 3 in steps of 1 over many channels are computed by
 * {@link WinogradSweep} instead, with 16 multiplications for 36: an element is then a sum of 16 chains over the channels. What
 * reads a value that is not finite is NaN, sums near the largest floats may overflow earlier, and a tap that is zero cuts its
 * positions off up to rounding only.
 */
public final class Convolution {
    /** About so many rows of C are computed at once. */
    private static final int BLOCK_ROWS = 256;

    private static final int MAX_IMAGES = 16;
    private static final Epilogue UNCHANGED = new Epilogue();

    private final Kernels kernels;
    private final int inputs;
    private final int outputs;
    private final int groups;
    private final int imagesPerBlock;
    private final ConvolutionTables tables;
    private final ConvolutionWeights weights;
    private final Optional<WinogradSweep> sweep;
    private final Optional<WinogradSweep> transposedSweep;

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
        this.inputs = inputs;
        this.outputs = outputs;
        this.groups = groups;
        imagesPerBlock = Math.max(1, Math.min(MAX_IMAGES, BLOCK_ROWS / Math.max(1, grid.outputs())));
        tables = new ConvolutionTables(kernels, grid, inputs, outputs, groups, imagesPerBlock);
        weights = new ConvolutionWeights(kernels, tables);
        sweep = tables.winograd
                ? Optional.of(new WinogradSweep(
                        kernels,
                        tables.paddedInput,
                        grid.lines().output(),
                        grid.points().output(),
                        inputs,
                        outputs))
                : Optional.empty();
        transposedSweep = tables.winograd
                ? Optional.of(new WinogradSweep(
                        kernels,
                        tables.paddedOutput,
                        grid.lines().input(),
                        grid.points().input(),
                        outputs,
                        inputs))
                : Optional.empty();
    }

    /** How many images are computed at once. */
    public int imagesPerBlock() {
        return imagesPerBlock;
    }

    /** Floats of one image of x. */
    int inputLength() {
        return tables.paddedInput.imageLength();
    }

    /** Floats of one image of y. */
    int outputLength() {
        return tables.paddedOutput.imageLength();
    }

    int outputs() {
        return outputs;
    }

    int inputs() {
        return inputs;
    }

    int outputPositions() {
        return tables.grid.outputs();
    }

    int inputPositions() {
        return tables.grid.inputs();
    }

    /** How weights are laid out for the products. */
    public ConvolutionWeights weights() {
        return weights;
    }

    /** How many blocks so many images are cut into. */
    int blocks(int images) {
        return (images + imagesPerBlock - 1) / imagesPerBlock;
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
        Arrays.setAll(epilogues, group -> new Epilogue().at(group * (channels / groups)));
        return epilogues;
    }

    /** A block for one thread. */
    public ConvolutionBlock block() {
        return new ConvolutionBlock(
                kernels,
                sweep.map(WinogradSweep::memory),
                tables.paddedInput.pads() ? imagesPerBlock * tables.paddedInput.paddedLength() : 0,
                tables.paddedOutput.pads() ? imagesPerBlock * tables.paddedOutput.paddedLength() : 0,
                sweep.isPresent() || readsWholeRegisters()
                        ? 0
                        : weights.packedLength(tables.forward.rows().length, outputs / groups));
    }

    /** A block whose products others compute: with memory for its padded x alone. */
    ConvolutionBlock inputBlock() {
        return new ConvolutionBlock(
                kernels,
                Optional.empty(),
                tables.paddedInput.pads() ? imagesPerBlock * tables.paddedInput.paddedLength() : 0,
                0,
                0);
    }

    /** {@code y} of a block from its x and packed weights; one epilogue for each group. */
    void convolve(float[] packed, Epilogue[] epilogues, ConvolutionBlock block) {
        paddedX(block);
        if (sweep.isPresent()) {
            WinogradSweep tiles = sweep.get();
            tiles.convolve(read(block, block.winograd), 0, tiles.count(block.images), packed, epilogues[0]);
            return;
        }
        for (int group = 0; group < groupsOfProducts(); group++) {
            multiply(product(block.product, packed, block, group), epilogues[group]);
        }
    }

    /** Memory that reads the padded x of a block and writes its y. */
    WinogradMemory read(ConvolutionBlock block, WinogradMemory memory) {
        float[] a = padsInput() ? block.paddedX : block.x;
        int aAt = padsInput() ? 0 : block.xAt;
        return memory.source(a, aAt).target(block.y, block.yAt);
    }

    /** The product of a group of channels of a block, whose x stands between its padding; depthwise of all channels. */
    GatheredProduct product(GatheredProduct product, float[] packed, ConvolutionBlock block, int group) {
        int columns = columnsOfProduct();
        float[] a = padsInput() ? block.paddedX : block.x;
        int aAt = padsInput() ? 0 : block.xAt;
        product.through(tables.forward, block.images * tables.grid.outputs(), depth())
                .a(a, aAt + group * (inputs / groups))
                .c(block.y, block.yAt + group * columns)
                .columns(columns);
        if (isDepthwise()) {
            return product.b(packed, 0, outputs);
        }
        return product.packedB(packed, group * weights.packedLength(depth(), columns));
    }

    /** A {@link #product}, or some rows and columns of it, and the epilogue of its group. */
    void multiply(GatheredProduct product, Epilogue epilogue) {
        if (isDepthwise()) {
            multiplyDepthwise(product, epilogue);
        } else {
            kernels.gathered().multiply(product.finish(Start.ZERO, epilogue));
        }
    }

    /** How it is computed, if by Winograd's transforms. */
    Optional<WinogradSweep> sweep() {
        return sweep;
    }

    boolean isDepthwise() {
        return tables.isDepthwise();
    }

    /** How many products a convolution is: one for each group, but a single depthwise one. */
    int groupsOfProducts() {
        return isDepthwise() ? 1 : groups;
    }

    int columnsOfProduct() {
        return outputs / groupsOfProducts();
    }

    /** Terms of each sum. */
    int depth() {
        return tables.forward.depths().length;
    }

    /** Channels that a row of a product reads. */
    int bandChannels() {
        return isDepthwise() ? inputs : inputs / groups;
    }

    boolean padsInput() {
        return tables.paddedInput.pads();
    }

    /** Lines of one image of x. */
    int inputLines() {
        return tables.paddedInput.linesPerImage();
    }

    /** Copies the lines {@code [from, to)} of a block's x between its padding. */
    void copyLines(ConvolutionBlock block, int from, int to) {
        tables.paddedInput.copyLines(block.x, block.xAt, from, to, block.paddedX);
    }

    /** {@code x} of a block from its y, that is {@code sum y[o, c] * W[c, k, i]}, from packed transposed weights. */
    public void convolveTransposed(float[] packed, Epilogue[] epilogues, ConvolutionBlock block) {
        float[] a = block.y;
        int aAt = block.yAt;
        if (tables.paddedOutput.pads()) {
            tables.paddedOutput.copy(a, aAt, block.images, block.paddedY);
            a = block.paddedY;
            aAt = 0;
        }
        if (transposedSweep.isPresent()) {
            WinogradSweep tiles = transposedSweep.get();
            WinogradMemory memory = block.winogradTransposed.source(a, aAt).target(block.x, block.xAt);
            tiles.convolve(memory, 0, tiles.count(block.images), packed, epilogues[0]);
            return;
        }
        int columns = inputs / groups;
        int bAt = 0;
        for (int index = 0; index < tables.transposed.size(); index++) {
            Gather gather = tables.transposed.get(index);
            int depth = gather.depths().length;
            GatheredProduct product =
                    block.product.through(gather, block.images * gather.rowsPerImage(imagesPerBlock), depth);
            if (tables.isDepthwise()) {
                product.a(a, aAt).b(packed, bAt, inputs).c(block.x, block.xAt).columns(inputs);
                multiplyDepthwise(product, epilogues[0]);
                bAt += depth * inputs;
                continue;
            }
            for (int group = 0; group < groups; group++) {
                product.a(a, aAt + group * (outputs / groups))
                        .packedB(packed, bAt)
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
        kernels.depthwise().multiply(product.finish(Start.ZERO, epilogue));
    }

    /**
     * Adds to {@code sums [groups, taps * inputs / groups, outputs / groups]}, or of transformed weights
     * {@code [elements, inputs, outputs]}, what a block's x, and the gradient of its y in
     * place of y, contribute to the gradient of the weights:
     * {@code sum x[o * stride - before + k * dilation, i] * dy[o, c]}.
     */
    void addWeightGradient(float[] sums, ConvolutionBlock block) {
        float[] a = paddedX(block);
        int aAt = tables.paddedInput.pads() ? 0 : block.xAt;
        if (sweep.isPresent()) {
            sweep.get()
                    .addWeightGradient(read(block, block.winograd), sweep.get().count(block.images), sums);
            return;
        }
        int rows = block.images * tables.grid.outputs();
        int depth = tables.forward.depths().length;
        GatheredProduct product = block.product;
        if (tables.isDepthwise()) {
            product.through(tables.forward, rows, depth).columns(outputs);
            kernels.depthwise()
                    .addGradient(
                            product.a(a, aAt).b(block.y, block.yAt, outputs).c(sums, 0));
            return;
        }
        int columns = outputs / groups;
        product.through(tables.gradient, depth, rows).columns(columns).finish(Start.SUM, UNCHANGED);
        for (int group = 0; group < groups; group++) {
            int from = block.yAt + group * columns;
            if (readsWholeRegisters()) {
                product.b(block.y, from, outputs);
            } else {
                packColumns(block, from, rows, columns);
                product.packedB(block.columns, 0);
            }
            product.a(a, aAt + group * (inputs / groups)).c(sums, group * columns * depth);
            kernels.gathered().multiply(product);
        }
    }

    /** The block's x with its padding; as it lies if there is none. */
    private float[] paddedX(ConvolutionBlock block) {
        if (!tables.paddedInput.pads()) {
            return block.x;
        }
        tables.paddedInput.copy(block.x, block.xAt, block.images, block.paddedX);
        return block.paddedX;
    }

    /** Whether rows of dy may be read in whole registers as they lie. */
    private boolean readsWholeRegisters() {
        return outputs / groups % kernels.lanes() == 0;
    }

    private void packColumns(ConvolutionBlock block, int dyAt, int rows, int columns) {
        int panel = kernels.products().panelColumns();
        for (int column = 0; column < columns; column += panel) {
            int width = Math.min(panel, columns - column);
            for (int row = 0; row < rows; row++) {
                int from = dyAt + row * outputs + column;
                int at = kernels.gathered().packedAt(rows, columns, row, column);
                System.arraycopy(block.y, from, block.columns, at, width);
            }
        }
    }
}
