package dev.evenkeel.spatial;

import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;

/** Training with means over real positions. Backward: each gets {@code dy / real positions}, padded ones 0. */
final class MeanOfPositionsPass implements TrainingPass {
    private final TrainingContext context;
    private final int grain;
    private final Team.RangeTask forward;
    private final Team.RangeTask backward = this::share;

    MeanOfPositionsPass(TrainingContext context) {
        this.context = context;
        grain = LoopPass.grainOfExamples(context);
        forward = MeanOfPositions.over(context.compute().kernels(), context.input(), context.output());
    }

    @Override
    public void forward(Step step) {
        context.compute().team().run(step.examples(), grain, forward);
    }

    @Override
    public void backward(Step step) {
        if (context.needsInputGradient(0)) {
            context.compute().team().run(step.examples(), grain, backward);
        }
    }

    private void share(int from, int to) {
        Mask mask = context.input().mask();
        float[] dy = context.outputGradient();
        float[] dx = context.inputGradient(0);
        int positions = context.inputShape().positions();
        int channels = context.inputShape().channels();
        for (int example = from; example < to; example++) {
            float weight = 1f / MeanOfPositions.realPositions(context.input(), example);
            for (int row = example * positions; row < (example + 1) * positions; row++) {
                int at = row * channels;
                if (mask.isReal(row)) {
                    for (int channel = 0; channel < channels; channel++) {
                        dx[at + channel] = weight * dy[example * channels + channel];
                    }
                } else {
                    Arrays.fill(dx, at, at + channels, 0f);
                }
            }
        }
    }
}
