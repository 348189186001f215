package dev.evenkeel.spatial;

import dev.evenkeel.kernel.Windows;
import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.builtin.MaxRows;
import java.util.Arrays;
import java.util.Optional;

/**
 * Training with maxima of positions. Backward: the first position that holds a maximum is found again and gets its dy. An
 * example is worked on in pieces of the same taps, as small as they come: what is computed where it is read stays in the
 * nearest cache.
 */
final class MaxRowsPass implements TrainingPass {
    private final TrainingContext context;
    private final Windows kernels;
    private final Team team;
    private final WindowOffsets taps;
    private final Matrix x;
    private final Matrix y;
    private final Matrix dy;
    private final Matrix dx;
    private final int positions;
    private final int pieces;
    private final int piecePositions;
    private final int inputLength;
    private final int grain;
    private final Optional<RowStream> stream;
    private final float[][] given;
    private final Matrix[] givenRows;
    private final Team.RangeTask max;
    private final Team.RangeTask give;

    /**
     * A pass over maxima.
     *
     * @param rows the maxima of one piece
     * @param pieces how many pieces an example consists of, each with its own part of the positions, in order
     */
    MaxRowsPass(TrainingContext context, MaxRows rows, int pieces) {
        Compute compute = context.compute();
        this.context = context;
        kernels = compute.kernels().windows();
        team = compute.team();
        taps = rows.taps();
        x = context.input().matrix();
        y = context.output().matrix();
        dy = context.output().matrix().over(context.outputGradient());
        dx = context.input().matrix();
        positions = context.inputShape().positions();
        this.pieces = pieces;
        piecePositions = positions / pieces;
        inputLength = context.inputShape().size() / pieces;
        grain = SumRowsPass.grain(context);
        stream = context.fusion().inputStream();
        ScratchSlots slots = new ScratchSlots(team);
        max = slots.task(this::max);
        give = slots.task(this::give);
        given = new float[slots.count()][stream.isPresent() ? inputLength : 0];
        givenRows = new Matrix[given.length];
        Arrays.setAll(givenRows, slot -> context.input().matrix());
        stream.ifPresent(rowStream -> rowStream.expect(context.batchSize()));
    }

    @Override
    public void forward(Step step) {
        team.run(step.examples(), grain, max);
    }

    @Override
    public void backward(Step step) {
        if (context.needsInputGradient(0)) {
            dx.over(context.inputGradient(0));
            team.run(step.examples(), grain, give);
        }
    }

    private void max(int from, int to, int slot) {
        for (int piece = from * pieces; piece < to * pieces; piece++) {
            kernels.max(taps, input(piece, slot), y, piece, 0);
        }
    }

    private void give(int from, int to, int slot) {
        for (int example = from; example < to; example++) {
            for (int piece = example * pieces; piece < (example + 1) * pieces; piece++) {
                kernels.maxBackward(taps, input(piece, slot), y, dy, dx, piece, 0);
            }
            if (stream.isPresent()) {
                stream.get().written(example, example * positions, (example + 1) * positions);
            }
        }
    }

    /** A matrix that has the rows of a piece, where the pieces before it would be in front of them. */
    private Matrix input(int piece, int slot) {
        if (stream.isEmpty()) {
            return x;
        }
        stream.get().write(piece * piecePositions, (piece + 1) * piecePositions, given[slot], 0);
        return givenRows[slot].over(given[slot], -piece * inputLength);
    }
}
