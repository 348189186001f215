package dev.evenkeel.kernel;

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

    private static final int MOST_IMAGES = 16;
    private static final float[] NOTHING = {};
    private static final Epilogue NO_EPILOGUE = new Epilogue();

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
    private final int[] gradientRows;
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
        imagesPerBlock = Math.max(1, Math.min(MOST_IMAGES, BLOCK_ROWS / Math.max(1, grid.outputs())));
        ConvolutionTables tables = new ConvolutionTables(grid, inputs, outputs, groups, imagesPerBlock);
        paddedInput = tables.paddedInput;
        paddedOutput = tables.paddedOutput;
        forward = tables.forward;
        transposed = tables.transposed;
        depthwise = groups > 1 && groups == inputs && groups == outputs;
        gradientRows = ConvolutionTables.multiples(forward.depths().length, outputs / groups);
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
        return forward.depths().length * outputs;
    }

    /** An epilogue for each group's channels of y, which changes nothing yet. */
    public Epilogue[] epilogues() {
        Epilogue[] epilogues = new Epilogue[groups];
        for (int group = 0; group < groups; group++) {
            epilogues[group] = new Epilogue().at(group * (outputs / groups));
        }
        return epilogues;
    }

    /** An epilogue for each group's channels of x, which changes nothing yet. */
    public Epilogue[] transposedEpilogues() {
        Epilogue[] epilogues = new Epilogue[groups];
        for (int group = 0; group < groups; group++) {
            epilogues[group] = new Epilogue().at(group * (inputs / groups));
        }
        return epilogues;
    }

    /** Working memory for one thread. */
    public Workspace workspace() {
        return new Workspace(
                paddedInput.pads() ? new float[imagesPerBlock * paddedInput.paddedLength()] : NOTHING,
                paddedOutput.pads() ? new float[imagesPerBlock * paddedOutput.paddedLength()] : NOTHING,
                readsWholeRegisters() ? NOTHING : new float[packedLength(forward.rows().length, outputs / groups)],
                new float[kernels.gathered().workspaceLength()]);
    }

    /** Memory of one thread while it computes a block; zeros stand where padding is. */
    public static final class Workspace {
        private final float[] input;
        private final float[] output;
        private final float[] columns;
        private final float[] tile;

        private Workspace(float[] input, float[] output, float[] columns, float[] tile) {
            this.input = input;
            this.output = output;
            this.columns = columns;
            this.tile = tile;
        }
    }

    // ---- weights

    /** How many floats {@link #pack} writes. */
    public int packedLength() {
        return depthwise ? weights() : groups * packedLength(forward.depths().length, outputs / groups);
    }

    /** How many floats {@link #packTransposed} writes. */
    public int packedTransposedLength() {
        int length = 0;
        for (Gather gather : transposed) {
            length += depthwise
                    ? gather.taps().length * inputs
                    : groups * packedLength(gather.depths().length, inputs / groups);
        }
        return length;
    }

    private int packedLength(int depth, int columns) {
        int pitch = kernels.gathered().pitch(columns);
        int panels = (columns + kernels.products().panelColumns() - 1)
                / kernels.products().panelColumns();
        return Math.multiplyExact(Math.multiplyExact(panels, pitch), depth);
    }

    /** Lays weights out for {@link #convolve}. What is not written stays 0. */
    public void pack(float[] weights, float[] packed) {
        if (depthwise) {
            packDepthwise(weights, forward.taps(), packed, 0);
            return;
        }
        int columns = outputs / groups;
        int depth = forward.depths().length;
        int pitch = kernels.gathered().pitch(columns);
        int panel = kernels.products().panelColumns();
        int perGroup = packedLength(depth, columns);
        for (int output = 0; output < outputs; output++) {
            int column = output % columns;
            int at = output / columns * perGroup + column / panel * depth * pitch + column % panel;
            int from = output * depth;
            for (int k = 0; k < depth; k++) {
                packed[at + k * pitch] = weights[from + k];
            }
        }
    }

    /** Lays weights out for {@link #convolveTransposed}. What is not written stays 0. */
    public void packTransposed(float[] weights, float[] packed) {
        if (depthwise) {
            int at = 0;
            for (int index = 0; index < transposed.size(); index++) {
                packDepthwise(weights, transposed.get(index).taps(), packed, at);
                at += transposed.get(index).taps().length * inputs;
            }
            return;
        }
        int columns = inputs / groups;
        int read = outputs / groups;
        int pitch = kernels.gathered().pitch(columns);
        int panel = kernels.products().panelColumns();
        int start = 0;
        for (int index = 0; index < transposed.size(); index++) {
            int[] taps = transposed.get(index).taps();
            int depth = taps.length * read;
            for (int output = 0; output < outputs; output++) {
                for (int tap = 0; tap < taps.length; tap++) {
                    int from = (output * grid.taps() + taps[tap]) * columns;
                    int k = tap * read + output % read;
                    for (int column = 0; column < columns; column += panel) {
                        int at = start + column / panel * depth * pitch + k * pitch;
                        System.arraycopy(weights, from + column, packed, at, Math.min(panel, columns - column));
                    }
                }
                if (output % read == read - 1) {
                    start += packedLength(depth, columns);
                }
            }
        }
    }

    /** {@code [taps, channels]}. */
    private void packDepthwise(float[] weights, int[] taps, float[] packed, int at) {
        for (int tap = 0; tap < taps.length; tap++) {
            for (int channel = 0; channel < inputs; channel++) {
                packed[at + tap * inputs + channel] = weights[channel * grid.taps() + taps[tap]];
            }
        }
    }

    // ---- blocks of at most imagesPerBlock() images, which begin at the given places of their arrays

    /** {@code y} of a block of images from packed weights; one epilogue for each group. */
    public void convolve(
            float[] x,
            int xAt,
            int images,
            float[] packed,
            float[] y,
            int yAt,
            Epilogue[] epilogues,
            Workspace workspace) {
        float[] a = x;
        int aAt = xAt;
        if (paddedInput.pads()) {
            paddedInput.copy(x, aAt, images, workspace.input);
            a = workspace.input;
            aAt = 0;
        }
        if (depthwise) {
            int rows = images * grid.outputs();
            kernels.depthwise()
                    .multiply(
                            a,
                            aAt,
                            forward.rows(),
                            forward.depths(),
                            packed,
                            0,
                            y,
                            yAt,
                            forward.results(),
                            rows,
                            outputs);
            finish(y, yAt, forward.results(), rows, epilogues);
            return;
        }
        int columns = outputs / groups;
        int depth = forward.depths().length;
        int pitch = kernels.gathered().pitch(columns);
        for (int group = 0; group < groups; group++) {
            kernels.gathered()
                    .multiply(
                            a,
                            aAt + group * (inputs / groups),
                            forward.rows(),
                            forward.depths(),
                            depth,
                            packed,
                            group * packedLength(depth, columns),
                            pitch,
                            depth * pitch,
                            columns,
                            y,
                            yAt + group * columns,
                            forward.results(),
                            Start.ZERO,
                            epilogues[group],
                            0,
                            images * grid.outputs(),
                            workspace.tile);
        }
    }

    /** {@code x} of a block of images, that is {@code sum y[o, c] * W[c, k, i]}, from packed transposed weights. */
    public void convolveTransposed(
            float[] y,
            int yAt,
            int images,
            float[] packed,
            float[] x,
            int xAt,
            Epilogue[] epilogues,
            Workspace workspace) {
        float[] a = y;
        int aAt = yAt;
        if (paddedOutput.pads()) {
            paddedOutput.copy(y, aAt, images, workspace.output);
            a = workspace.output;
            aAt = 0;
        }
        int columns = inputs / groups;
        int pitch = kernels.gathered().pitch(columns);
        int bAt = 0;
        for (int index = 0; index < transposed.size(); index++) {
            Gather gather = transposed.get(index);
            int depth = gather.depths().length;
            if (depthwise) {
                int rows = images * gather.rowsPerImage(imagesPerBlock);
                kernels.depthwise()
                        .multiply(
                                a,
                                aAt,
                                gather.rows(),
                                gather.depths(),
                                packed,
                                bAt,
                                x,
                                xAt,
                                gather.results(),
                                rows,
                                inputs);
                finish(x, xAt, gather.results(), rows, epilogues);
                bAt += depth * inputs;
                continue;
            }
            for (int group = 0; group < groups; group++) {
                kernels.gathered()
                        .multiply(
                                a,
                                aAt + group * (outputs / groups),
                                gather.rows(),
                                gather.depths(),
                                depth,
                                packed,
                                bAt,
                                pitch,
                                depth * pitch,
                                columns,
                                x,
                                xAt + group * columns,
                                gather.results(),
                                Start.ZERO,
                                epilogues[group],
                                0,
                                images * gather.rowsPerImage(imagesPerBlock),
                                workspace.tile);
                bAt += packedLength(depth, columns);
            }
        }
    }

    /**
     * Adds to {@code sums [groups, taps * inputs / groups, outputs / groups]} what a block of images contributes to the
     * gradient of the weights: {@code sum x[o * stride - before + k * dilation, i] * dy[o, c]}.
     */
    void addWeightGradient(float[] x, int xAt, float[] dy, int dyAt, int images, float[] sums, Workspace workspace) {
        float[] a = x;
        int aAt = xAt;
        if (paddedInput.pads()) {
            paddedInput.copy(x, aAt, images, workspace.input);
            a = workspace.input;
            aAt = 0;
        }
        int rows = images * grid.outputs();
        if (depthwise) {
            kernels.depthwise().addGradient(a, aAt, forward.rows(), forward.depths(), dy, dyAt, rows, outputs, sums);
            return;
        }
        int columns = outputs / groups;
        boolean whole = readsWholeRegisters();
        for (int group = 0; group < groups; group++) {
            int from = dyAt + group * columns;
            if (!whole) {
                packColumns(dy, from, rows, columns, workspace.columns);
            }
            kernels.gathered()
                    .multiply(
                            a,
                            aAt + group * (inputs / groups),
                            forward.depths(),
                            forward.rows(),
                            rows,
                            whole ? dy : workspace.columns,
                            whole ? from : 0,
                            whole ? outputs : kernels.gathered().pitch(columns),
                            whole
                                    ? kernels.products().panelColumns()
                                    : rows * kernels.gathered().pitch(columns),
                            columns,
                            sums,
                            group * columns * forward.depths().length,
                            gradientRows,
                            Start.SUM,
                            NO_EPILOGUE,
                            0,
                            forward.depths().length,
                            workspace.tile);
        }
    }

    /** One epilogue serves all channels: those of the groups differ in where their channel stands. */
    private void finish(float[] y, int yAt, int[] results, int rows, Epilogue[] epilogues) {
        if (epilogues[0].changes()) {
            for (int row = 0; row < rows; row++) {
                kernels.products().finish(epilogues[0], y, yAt + results[row], groups);
            }
        }
    }

    /** Whether rows of dy may be read in whole registers as they lie. */
    private boolean readsWholeRegisters() {
        return outputs / groups % kernels.lanes() == 0;
    }

    private void packColumns(float[] dy, int dyAt, int rows, int columns, float[] packed) {
        int pitch = kernels.gathered().pitch(columns);
        int panel = kernels.products().panelColumns();
        for (int column = 0; column < columns; column += panel) {
            int width = Math.min(panel, columns - column);
            int at = column / panel * rows * pitch;
            for (int row = 0; row < rows; row++) {
                System.arraycopy(dy, dyAt + row * outputs + column, packed, at + row * pitch, width);
            }
        }
    }

    /** Adds {@code sums}, laid out as {@link #addWeightGradient} does, to {@code gradient [outputs, taps, inputs / groups]}. */
    void addToGradient(float[] sums, float[] gradient) {
        int columns = outputs / groups;
        int depth = forward.depths().length;
        for (int output = 0; output < outputs; output++) {
            int from = output / columns * columns * depth + output % columns;
            for (int k = 0; k < depth; k++) {
                gradient[output * depth + k] += depthwise ? sums[k * outputs + output] : sums[from + k * columns];
            }
        }
    }
}
