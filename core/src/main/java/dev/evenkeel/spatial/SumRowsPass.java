package dev.evenkeel.spatial;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.Taps;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.SumRows;

/** Training with weighted sums of positions. Backward: the sums of the transposed matrix. */
final class SumRowsPass implements TrainingPass {
    private final Site site;
    private final Taps backward;
    private final Matrix dy;
    private final Matrix dx;
    private final int grain;
    private final Team.RangeTask sum;
    private final Team.RangeTask share = this::share;

    SumRowsPass(Site site, SumRows rows) {
        Compute compute = site.compute();
        this.site = site;
        backward = rows.taps().transposed();
        int channels = site.inputShape().channels();
        dy = Matrix.rowMajor(
                        site.output().rows(site.batchSize()),
                        channels,
                        site.output().shape().channels())
                .over(site.outputGradient(), rows.before());
        dx = site.input().matrix();
        grain = grain(site);
        sum = rows.over(compute.kernels(), site.input(), site.output());
    }

    /** How many examples one block holds. */
    static int grain(Site site) {
        return Grain.rows(
                Math.max(site.inputShape().size(), site.output().shape().size()));
    }

    @Override
    public void forward(Step step) {
        site.compute().team().run(step.examples(), grain, sum);
    }

    @Override
    public void backward(Step step) {
        if (site.needsInputGradient(0)) {
            dx.over(site.inputGradient(0));
            site.compute().team().run(step.examples(), grain, share);
        }
    }

    private void share(int from, int to) {
        for (int example = from; example < to; example++) {
            site.compute().kernels().windows().sum(backward, dy, dx, example, 0);
        }
    }
}
