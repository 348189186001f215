package dev.evenkeel.norm;

import dev.evenkeel.kernel.Rows;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Centering;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.RowNormalization;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.norm.setting.RowAxes;
import dev.evenkeel.operation.Activations;

/** Training with the statistics of each row: of each position's channels, or of each whole example. */
final class RowPass implements TrainingPass {
    private final TrainingContext context;
    private final Activations input;
    private final RowAxes axes;
    private final String who;
    private final GammaBeta affine;
    private final RowNormalization normalization;
    private final ColumnReduction reduction;
    private final GradientSums sums;
    private final ColumnReduction.GradientLoop backward;
    private final int columns;
    private final Team.RangeTask forward;

    RowPass(TrainingContext context, String who, RowAxes axes, Centering centering, float epsilon, GammaBeta affine) {
        this.context = context;
        this.input = context.input();
        this.axes = axes;
        this.who = who;
        this.affine = affine;
        Compute compute = context.compute();
        int rows = axes.rows(input.shape(), context.batchSize());
        columns = axes.columns(input.shape());
        normalization = new RowNormalization(centering, epsilon, rows);
        Matrix x = Matrix.rowMajor(rows, columns).over(input.values());
        Matrix y = Matrix.rowMajor(rows, columns).over(context.output().values());
        Matrix dy = Matrix.rowMajor(rows, columns).over(context.outputGradient());
        Matrix dx = Matrix.rowMajor(rows, columns)
                .over(context.needsInputGradient(0) ? context.inputGradient(0) : new float[input.values().length]);
        reduction = new ColumnReduction(compute, rows, columns);
        sums = new GradientSums(columns);
        Rows loops = compute.kernels().rows();
        forward = (from, to) -> loops.normalize(normalization, x, y, from, to);
        backward = (from, to, out) -> loops.normalizeBackward(normalization, x, dy, dx, from, to, out);
    }

    @Override
    public void forward(Step step) {
        axes.refusePadding(who, input, step.examples());
        normalization.affine(affine.gamma(), affine.beta());
        int rows = axes.rows(input.shape(), step.examples());
        context.compute().team().run(rows, Grain.rows(columns), forward);
    }

    @Override
    public void backward(Step step) {
        reduction.gradientSums(0, axes.rows(input.shape(), step.examples()), backward, sums);
        if (affine.needsGradient()) {
            for (int column = 0; column < columns; column++) {
                affine.accumulateGradient(column, sums.dyXhat()[column], sums.dy()[column]);
            }
        }
    }
}
