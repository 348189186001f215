package dev.evenkeel.spatial;

import dev.evenkeel.kernel.Windows;
import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.fusion.Fusion;
import dev.evenkeel.operation.builtin.MaxRows;
import java.util.Arrays;
import java.util.Optional;

/**
 * Training with maxima of positions. Backward: the first position that holds a maximum is found again and gets its dy. An
 * example is worked on in pieces of the same taps, as small as they come: what is computed where it is read stays in the
 * nearest cache.
 */
final class MaxRowsPass {
    private final Windows kernels;
    private final WindowOffsets taps;
    private final Matrix x;
    private final Matrix y;
    private final Matrix dy;
    private final Matrix dx;
    private final int positions;
    private final int pieces;
    private final int piecePositions;
    private final int inputLength;
    private final Optional<RowStream> stream;
    private final float[][] given;
    private final Matrix[] givenRows;

    /**
     * A pass over maxima.
     *
     * @param rows the maxima of one piece
     * @param pieces how many pieces an example consists of, each with its own part of the positions, in order
     */
    static TrainingPass of(TrainingContext context, MaxRows rows, int pieces) {
        ScratchSlots slots = new ScratchSlots(context.compute().team());
        MaxRowsPass loops = new MaxRowsPass(context, rows, pieces, slots.count());
        return LoopPass.ofExamples(context, slots.task(loops::max), slots.task(loops::give));
    }

    private MaxRowsPass(TrainingContext context, MaxRows rows, int pieces, int slots) {
        kernels = context.compute().kernels().windows();
        taps = rows.taps();
        x = context.input().matrix();
        y = context.output().matrix();
        dy = context.output().matrix().over(context.outputGradient());
        dx = context.needsInputGradient(0) ? context.input().matrix().over(context.inputGradient(0)) : x;
        positions = context.inputShape().positions();
        this.pieces = pieces;
        piecePositions = positions / pieces;
        inputLength = context.inputShape().size() / pieces;
        stream = Fusion.of(context).inputStream();
        given = new float[slots][stream.isPresent() ? inputLength : 0];
        givenRows = new Matrix[given.length];
        Arrays.setAll(givenRows, slot -> context.input().matrix());
        stream.ifPresent(rowStream -> rowStream.expect(context.batchSize()));
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
