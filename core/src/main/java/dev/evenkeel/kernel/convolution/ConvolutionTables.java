package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Gather;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

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
    /** Whether {@link WinogradSweep} computes all passes. */
    final boolean winograd;

    final Gather forward;
    final List<Gather> transposed;
    /** Of the weights' gradient: what the forward product reads, turned. */
    final Gather gradient;

    ConvolutionTables(Kernels kernels, Grid grid, int inputs, int outputs, int groups, int imagesPerBlock) {
        this.grid = grid;
        this.inputs = inputs;
        this.outputs = outputs;
        this.groups = groups;
        this.imagesPerBlock = imagesPerBlock;
        axes = new Axis[] {grid.planes(), grid.lines(), grid.points()};
        phases = new StridePhases[] {StridePhases.of(axes[0]), StridePhases.of(axes[1]), StridePhases.of(axes[2])};
        winograd = WinogradSweep.suits(kernels, grid, inputs, outputs, groups);
        int[] paddedInputs = winograd ? wholeTiles(Axis::output) : extents(Axis::padded);
        paddedInput = new PaddedImages(extents(Axis::input), extents(Axis::before), paddedInputs, inputs);
        int[] before = Arrays.stream(phases).mapToInt(StridePhases::before).toArray();
        int[] paddedOutputs = winograd
                ? wholeTiles(Axis::input)
                : Arrays.stream(phases).mapToInt(StridePhases::padded).toArray();
        paddedOutput = new PaddedImages(extents(Axis::output), before, paddedOutputs, outputs);
        forward = forward();
        transposed = transposed();
        int[] gradientRows = forward.depths();
        int[] gradientDepths = forward.rows();
        int[] gradientResults = multiples(gradientRows.length, outputs / groups);
        gradient = Gather.of(gradientRows, gradientDepths, gradientResults, forward.taps());
    }

    /** Whether each channel has weights of its own. */
    boolean isDepthwise() {
        return groups > 1 && groups == inputs && groups == outputs;
    }

    private int[] extents(ToIntFunction<Axis> extent) {
        return Arrays.stream(axes).mapToInt(extent).toArray();
    }

    /** Extents with padding from which whole tiles of results are read. */
    private int[] wholeTiles(ToIntFunction<Axis> results) {
        return new int[] {
            1,
            WinogradSweep.paddedExtent(results.applyAsInt(axes[1])),
            WinogradSweep.paddedExtent(results.applyAsInt(axes[2]))
        };
    }

    private interface Place {
        int of(int plane, int line, int point);
    }

    /** The place with a number among those of such extents, the last of which runs fastest. */
    private static int place(int number, int[] extents, Place place) {
        int line = number / extents[2];
        return place.of(line / extents[1], line % extents[1], number % extents[2]);
    }

    /** For each image of a block, {@code distance} apart, the places of such extents. */
    private int[] rows(int[] extents, int distance, Place place) {
        int positions = extents[0] * extents[1] * extents[2];
        int[] rows = new int[imagesPerBlock * positions];
        Arrays.setAll(rows, row -> row / positions * distance + place(row % positions, extents, place));
        return rows;
    }

    /** For each tap of such extents, {@code channels} channels from its place on. */
    private static int[] depths(int[] extents, int channels, Place place) {
        int[] depths = new int[Math.multiplyExact(extents[0] * extents[1] * extents[2], channels)];
        Arrays.setAll(depths, k -> place(k / channels, extents, place) + k % channels);
        return depths;
    }

    private Gather forward() {
        int[] rows = rows(
                extents(Axis::output),
                paddedInput.paddedLength(),
                (plane, line, point) -> paddedInput.offset(
                        plane * axes[0].stride(), line * axes[1].stride(), point * axes[2].stride()));
        int[] depths = depths(
                extents(Axis::size),
                inputs / groups,
                (plane, line, point) -> paddedInput.offset(
                        plane * axes[0].dilation(), line * axes[1].dilation(), point * axes[2].dilation()));
        return Gather.of(rows, depths, multiples(rows.length, outputs), multiples(grid.taps(), 1));
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
        int[] counts = {phase[0].count(), phase[1].count(), phase[2].count()};
        int[] rows = rows(
                counts,
                paddedOutput.paddedLength(),
                (plane, line, point) -> paddedOutput.offset(
                        plane + phases[0].before(), line + phases[1].before(), point + phases[2].before()));
        int[] results = rows(counts, grid.inputs() * inputs, (plane, line, point) -> {
            int at = phase[0].first() + plane * axes[0].stride();
            at = at * axes[1].input() + phase[1].first() + line * axes[1].stride();
            at = at * axes[2].input() + phase[2].first() + point * axes[2].stride();
            return at * inputs;
        });
        int[] window = {phase[0].taps().length, phase[1].taps().length, phase[2].taps().length};
        int[] taps = depths(
                window,
                1,
                (plane, line, point) ->
                        (phase[0].taps()[plane] * axes[1].size() + phase[1].taps()[line]) * axes[2].size()
                                + phase[2].taps()[point]);
        int[] depths = depths(
                window,
                outputs / groups,
                (plane, line, point) -> paddedOutput.offset(
                        phase[0].shifts()[plane], phase[1].shifts()[line], phase[2].shifts()[point]));
        return Gather.of(rows, depths, results, taps);
    }

    private static int[] multiples(int count, int factor) {
        int[] multiples = new int[count];
        Arrays.setAll(multiples, index -> index * factor);
        return multiples;
    }
}
