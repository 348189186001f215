package dev.evenkeel.spatial;

import dev.evenkeel.kernel.Windows;
import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Leases;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.Taps;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.MaxRows;
import java.util.Arrays;
import java.util.Optional;

/**
 * Training with maxima of positions. Backward: the first position that holds a maximum is found again and gets its dy. An
 * example is worked on in pieces of the same taps, as small as they come: what is computed where it is read stays in the
 * nearest cache.
 */
final class MaxRowsPass implements TrainingPass {
    private final Site site;
    private final Windows kernels;
    private final Team team;
    private final Taps taps;
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
    private final Leases leases;
    private final float[][] given;
    private final Matrix[] givenRows;
    private final Team.RangeTask max = this::max;
    private final Team.RangeTask give = this::give;

    /**
     * A pass over maxima.
     *
     * @param rows the maxima of one piece
     * @param pieces how many pieces an example consists of, each with its own part of the positions, in order
     */
    MaxRowsPass(Site site, MaxRows rows, int pieces) {
        Compute compute = site.compute();
        this.site = site;
        kernels = compute.kernels().windows();
        team = compute.team();
        taps = rows.taps();
        x = site.input().matrix();
        y = site.output().matrix();
        dy = site.output().matrix().over(site.outputGradient());
        dx = site.input().matrix();
        positions = site.inputShape().positions();
        this.pieces = pieces;
        piecePositions = positions / pieces;
        inputLength = site.inputShape().size() / pieces;
        grain = SumRowsPass.grain(site);
        stream = site.inputStream();
        leases = new Leases(team);
        given = new float[leases.count()][stream.isPresent() ? inputLength : 0];
        givenRows = new Matrix[given.length];
        Arrays.setAll(givenRows, lease -> site.input().matrix());
        stream.ifPresent(rowStream -> rowStream.expect(site.batchSize()));
    }

    @Override
    public void forward(Step step) {
        team.run(step.examples(), grain, max);
    }

    @Override
    public void backward(Step step) {
        if (site.needsInputGradient(0)) {
            dx.over(site.inputGradient(0));
            team.run(step.examples(), grain, give);
        }
    }

    private void max(int from, int to) {
        int lease = leases.take();
        try {
            for (int piece = from * pieces; piece < to * pieces; piece++) {
                kernels.max(taps, input(piece, lease), y, piece, 0);
            }
        } finally {
            leases.giveBack(lease);
        }
    }

    private void give(int from, int to) {
        int lease = leases.take();
        try {
            for (int example = from; example < to; example++) {
                for (int piece = example * pieces; piece < (example + 1) * pieces; piece++) {
                    kernels.maxBackward(taps, input(piece, lease), y, dy, dx, piece, 0);
                }
                if (stream.isPresent()) {
                    stream.get().written(example, example * positions, (example + 1) * positions);
                }
            }
        } finally {
            leases.giveBack(lease);
        }
    }

    /** A matrix that has the rows of a piece, where the pieces before it would be in front of them. */
    private Matrix input(int piece, int lease) {
        if (stream.isEmpty()) {
            return x;
        }
        stream.get().write(piece * piecePositions, (piece + 1) * piecePositions, given[lease], 0);
        return givenRows[lease].over(given[lease], -piece * inputLength);
    }
}
