package dev.evenkeel.norm;

import dev.evenkeel.kernel.reduction.RowGradients;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Centering;
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
    private final RowGradients gradients;
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
        gradients = new RowGradients(compute, normalization, x, dy, dx);
        forward = (from, to) -> compute.kernels().rows().normalize(normalization, x, y, from, to);
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
        gradients.run(axes.rows(input.shape(), step.examples()));
        if (affine.needsGradient()) {
            for (int column = 0; column < columns; column++) {
                affine.accumulateGradient(column, gradients.gamma(column), gradients.beta(column));
            }
        }
    }
}
