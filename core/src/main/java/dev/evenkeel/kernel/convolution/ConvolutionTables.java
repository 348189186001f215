package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.view.Gather;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import java.util.ArrayList;
import java.util.List;

/** Where a convolution and its transpose read and write, for all images of a block. */
final class ConvolutionTables {
    private final Axis[] axes;
    private final StridePhases[] phases;
    final int inputs;
    final int outputs;
    final int groups;
    private final int imagesPerBlock;
    final Grid grid;
    final PaddedImages paddedInput;
    final PaddedImages paddedOutput;
    final Gather forward;
    final List<Gather> transposed;
    /** Of the weights' gradient: what the forward product reads, turned. */
    final Gather gradient;

    ConvolutionTables(Grid grid, int inputs, int outputs, int groups, int imagesPerBlock) {
        this.grid = grid;
        this.inputs = inputs;
        this.outputs = outputs;
        this.groups = groups;
        this.imagesPerBlock = imagesPerBlock;
        axes = new Axis[] {grid.planes(), grid.lines(), grid.points()};
        phases = new StridePhases[] {StridePhases.of(axes[0]), StridePhases.of(axes[1]), StridePhases.of(axes[2])};
        paddedInput = paddedInput();
        paddedOutput = paddedOutput();
        forward = forward();
        transposed = transposed();
        int[] gradientRows = forward.depths();
        int[] gradientDepths = forward.rows();
        int[] gradientResults = multiples(gradientRows.length, outputs / groups);
        gradient = new Gather(gradientRows, gradientDepths, gradientResults, forward.taps());
    }

    /** Whether each channel has weights of its own. */
    boolean isDepthwise() {
        return groups > 1 && groups == inputs && groups == outputs;
    }

    private PaddedImages paddedInput() {
        int[] extents = new int[3];
        int[] before = new int[3];
        int[] padded = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            extents[axis] = axes[axis].input();
            before[axis] = axes[axis].before();
            padded[axis] = axes[axis].padded();
        }
        return new PaddedImages(extents, before, padded, inputs);
    }

    private PaddedImages paddedOutput() {
        int[] extents = new int[3];
        int[] before = new int[3];
        int[] padded = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            extents[axis] = axes[axis].output();
            before[axis] = phases[axis].before();
            padded[axis] = phases[axis].padded();
        }
        return new PaddedImages(extents, before, padded, outputs);
    }

    private Gather forward() {
        int[] rows = new int[imagesPerBlock * grid.outputs()];
        int row = 0;
        for (int image = 0; image < imagesPerBlock; image++) {
            for (int plane = 0; plane < axes[0].output(); plane++) {
                for (int line = 0; line < axes[1].output(); line++) {
                    for (int point = 0; point < axes[2].output(); point++) {
                        rows[row++] = image * paddedInput.paddedLength()
                                + paddedInput.offset(
                                        plane * axes[0].stride(), line * axes[1].stride(), point * axes[2].stride());
                    }
                }
            }
        }
        int read = inputs / groups;
        int[] depths = new int[Math.multiplyExact(grid.taps(), read)];
        for (int tap = 0; tap < grid.taps(); tap++) {
            int point = tap % axes[2].size();
            int line = tap / axes[2].size() % axes[1].size();
            int plane = tap / axes[2].size() / axes[1].size();
            int offset = paddedInput.offset(
                    plane * axes[0].dilation(), line * axes[1].dilation(), point * axes[2].dilation());
            fill(depths, tap * read, offset, read);
        }
        return new Gather(rows, depths, multiples(rows.length, outputs), multiples(grid.taps(), 1));
    }

    private List<Gather> transposed() {
        List<Gather> gathers = new ArrayList<>();
        for (StridePhases.Phase planes : phases[0].phases()) {
            for (StridePhases.Phase lines : phases[1].phases()) {
                for (StridePhases.Phase points : phases[2].phases()) {
                    gathers.add(transposed(new StridePhases.Phase[] {planes, lines, points}));
                }
            }
        }
        return gathers;
    }

    private Gather transposed(StridePhases.Phase[] phase) {
        int positions = phase[0].count() * phase[1].count() * phase[2].count();
        int[] rows = new int[imagesPerBlock * positions];
        int[] results = new int[rows.length];
        int row = 0;
        for (int image = 0; image < imagesPerBlock; image++) {
            for (int plane = 0; plane < phase[0].count(); plane++) {
                for (int line = 0; line < phase[1].count(); line++) {
                    for (int point = 0; point < phase[2].count(); point++) {
                        rows[row] = image * paddedOutput.paddedLength()
                                + paddedOutput.offset(
                                        plane + phases[0].before(),
                                        line + phases[1].before(),
                                        point + phases[2].before());
                        int at = phase[0].first() + plane * axes[0].stride();
                        at = at * axes[1].input() + phase[1].first() + line * axes[1].stride();
                        at = at * axes[2].input() + phase[2].first() + point * axes[2].stride();
                        results[row++] = (image * grid.inputs() + at) * inputs;
                    }
                }
            }
        }
        int read = outputs / groups;
        int[] taps = new int[phase[0].taps().length * phase[1].taps().length * phase[2].taps().length];
        int[] depths = new int[Math.multiplyExact(taps.length, read)];
        int tap = 0;
        for (int plane = 0; plane < phase[0].taps().length; plane++) {
            for (int line = 0; line < phase[1].taps().length; line++) {
                for (int point = 0; point < phase[2].taps().length; point++) {
                    taps[tap] = (phase[0].taps()[plane] * axes[1].size() + phase[1].taps()[line]) * axes[2].size()
                            + phase[2].taps()[point];
                    int offset = paddedOutput.offset(
                            phase[0].shifts()[plane], phase[1].shifts()[line], phase[2].shifts()[point]);
                    fill(depths, tap * read, offset, read);
                    tap++;
                }
            }
        }
        return new Gather(rows, depths, results, taps);
    }

    private static void fill(int[] table, int at, int first, int count) {
        for (int index = 0; index < count; index++) {
            table[at + index] = first + index;
        }
    }

    private static int[] multiples(int count, int factor) {
        int[] multiples = new int[count];
        for (int index = 0; index < count; index++) {
            multiples[index] = index * factor;
        }
        return multiples;
    }
}
