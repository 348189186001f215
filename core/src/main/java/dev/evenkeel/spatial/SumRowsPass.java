package dev.evenkeel.spatial;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.builtin.SumRows;

/** Training with weighted sums of positions. Backward: the sums of the transposed matrix. */
final class SumRowsPass implements TrainingPass {
    private final TrainingContext context;
    private final WindowOffsets backward;
    private final Matrix dy;
    private final Matrix dx;
    private final int grain;
    private final Team.RangeTask sum;
    private final Team.RangeTask share = this::share;

    SumRowsPass(TrainingContext context, SumRows rows) {
        Compute compute = context.compute();
        this.context = context;
        backward = rows.taps().transposed();
        int channels = context.inputShape().channels();
        dy = Matrix.rowMajor(
                        context.output().rows(context.batchSize()),
                        channels,
                        context.output().shape().channels())
                .over(context.outputGradient(), rows.before());
        dx = context.input().matrix();
        grain = grain(context);
        sum = rows.over(compute.kernels(), context.input(), context.output());
    }

    /** How many examples one block holds. */
    static int grain(TrainingContext context) {
        return Grain.rows(
                Math.max(context.inputShape().size(), context.output().shape().size()));
    }

    @Override
    public void forward(Step step) {
        context.compute().team().run(step.examples(), grain, sum);
    }

    @Override
    public void backward(Step step) {
        if (context.needsInputGradient(0)) {
            dx.over(context.inputGradient(0));
            context.compute().team().run(step.examples(), grain, share);
        }
    }

    private void share(int from, int to) {
        for (int example = from; example < to; example++) {
            context.compute().kernels().windows().sum(backward, dy, dx, example, 0);
        }
    }
}
