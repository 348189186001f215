package dev.evenkeel.norm;

import dev.evenkeel.inference.Flow;
import dev.evenkeel.kernel.Centering;
import dev.evenkeel.kernel.Compute;
import dev.evenkeel.kernel.RowGradients;
import dev.evenkeel.kernel.Team;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;

/** Training with the statistics of each row: of each position's channels, or of each whole example. */
final class RowPass implements TrainingPass {
    private static final int BLOCK_FLOATS = 16 * 1024;

    private final Site site;
    private final Flow input;
    private final RowAxes axes;
    private final String who;
    private final Centering centering;
    private final GammaBeta affine;
    private final RowGradients gradients;
    private final int columns;
    private final float[] mean;
    private final float[] inverse;
    private final float[] spareGradient;
    private final double[] gammaGradient;
    private final double[] betaGradient;
    private final Team.RangeTask forward;
    private float[] gamma = {};
    private float[] beta = {};

    RowPass(Site site, String who, RowAxes axes, Centering centering, float epsilon, GammaBeta affine) {
        this.site = site;
        this.input = site.input();
        this.axes = axes;
        this.who = who;
        this.centering = centering;
        this.affine = affine;
        Compute compute = site.compute();
        int rows = axes.rows(input.shape(), site.batchSize());
        columns = axes.columns(input.shape());
        gradients = new RowGradients(compute, rows, columns);
        mean = new float[rows];
        inverse = new float[rows];
        spareGradient = new float[site.needsInputGradient(0) ? 0 : input.values().length];
        gammaGradient = new double[columns];
        betaGradient = new double[columns];
        forward = (from, to) -> compute.kernels()
                .rows()
                .normalize(
                        centering,
                        input.values(),
                        from * columns,
                        site.output().values(),
                        from * columns,
                        to - from,
                        columns,
                        gamma,
                        beta,
                        epsilon,
                        mean,
                        inverse,
                        from);
    }

    @Override
    public void forward(Step step) {
        axes.refusePadding(who, input, step.examples());
        gamma = affine.gamma();
        beta = affine.beta();
        int rows = axes.rows(input.shape(), step.examples());
        site.compute().team().run(rows, Math.max(1, BLOCK_FLOATS / columns), forward);
    }

    @Override
    public void backward(Step step) {
        float[] dx = site.needsInputGradient(0) ? site.inputGradient(0) : spareGradient;
        gradients.run(
                centering,
                input.values(),
                site.outputGradient(),
                dx,
                0,
                axes.rows(input.shape(), step.examples()),
                gamma,
                mean,
                inverse,
                gammaGradient,
                betaGradient,
                0);
        if (affine.learns()) {
            for (int column = 0; column < columns; column++) {
                affine.learn(column, gammaGradient[column], betaGradient[column]);
            }
        }
    }
}
