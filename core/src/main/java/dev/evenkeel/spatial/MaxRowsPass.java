package dev.evenkeel.spatial;

import dev.evenkeel.inference.MaxRows;
import dev.evenkeel.kernel.Compute;
import dev.evenkeel.kernel.Taps;
import dev.evenkeel.kernel.Team;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingPass;

/** Training with maxima of positions. Backward: the first position that holds a maximum is found again and gets its dy. */
final class MaxRowsPass implements TrainingPass {
    private final Site site;
    private final Taps taps;
    private final int grain;
    private final Team.RangeTask max;
    private final Team.RangeTask give = this::give;

    MaxRowsPass(Site site, MaxRows rows) {
        Compute compute = site.compute();
        this.site = site;
        taps = rows.taps();
        grain = SumRowsPass.grain(site);
        max = (from, to) -> rows.compute(compute.kernels(), site.input(), site.output(), from, to);
    }

    @Override
    public void forward(Step step) {
        site.compute().team().run(step.examples(), grain, max);
    }

    @Override
    public void backward(Step step) {
        if (site.needsInputGradient(0)) {
            site.compute().team().run(step.examples(), grain, give);
        }
    }

    private void give(int from, int to) {
        int channels = site.inputShape().channels();
        for (int example = from; example < to; example++) {
            int x = example * site.inputShape().size();
            int y = example * site.output().shape().size();
            site.compute()
                    .kernels()
                    .taps()
                    .maxBackward(
                            taps,
                            site.input().values(),
                            x,
                            site.output().values(),
                            y,
                            site.outputGradient(),
                            y,
                            site.inputGradient(0),
                            x,
                            channels,
                            channels);
        }
    }
}
