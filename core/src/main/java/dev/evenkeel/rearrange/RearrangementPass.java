package dev.evenkeel.rearrange;

import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import java.util.Arrays;
import java.util.Optional;

/** Training with values from other places. Backward: each value gets the sum of what its copies get, in their order. */
final class RearrangementPass implements TrainingPass {
    private final TrainingContext context;
    private final Sources sources;
    private final Optional<Sources> inverse;
    private final float fill;
    private final int inputs;
    private final int outputs;
    private final Team.RangeTask gather = this::gather;
    private final Team.RangeTask giveBack = this::giveBack;

    RearrangementPass(TrainingContext context, Sources sources, float fill) {
        this.context = context;
        this.sources = sources;
        this.fill = fill;
        inputs = context.inputShape().size();
        outputs = context.output().shape().size();
        inverse = sources.inverse(inputs);
    }

    @Override
    public void forward(Step step) {
        run(step, gather);
    }

    @Override
    public void backward(Step step) {
        if (context.needsInputGradient(0)) {
            run(step, giveBack);
        }
    }

    private void run(Step step, Team.RangeTask task) {
        context.compute().team().run(step.examples(), Grain.rows(Math.max(inputs, outputs)), task);
    }

    private void gather(int from, int to) {
        for (int example = from; example < to; example++) {
            sources.gather(
                    context.input().values(), example * inputs, context.output().values(), example * outputs, fill);
        }
    }

    private void giveBack(int from, int to) {
        float[] dy = context.outputGradient();
        float[] dx = context.inputGradient(0);
        if (inverse.isEmpty()) {
            Arrays.fill(dx, from * inputs, to * inputs, 0f);
        }
        for (int example = from; example < to; example++) {
            if (inverse.isPresent()) {
                inverse.get().gather(dy, example * outputs, dx, example * inputs, 0);
            } else {
                sources.scatter(context.compute().kernels(), dy, example * outputs, dx, example * inputs);
            }
        }
    }
}
