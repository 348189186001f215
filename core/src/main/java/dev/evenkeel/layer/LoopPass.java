package dev.evenkeel.layer;

import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;

/**
 * Training by one loop forward and one backward, whose items do not depend on each other: a team shares them. The loop
 * backward runs where an input needs its gradient.
 *
 * @param perExample how many items an example has
 * @param grain how many items one block of a team's run has
 * @param forward reads the inputs of the items {@code [from, to)} and writes their outputs
 * @param backward reads their output gradients and writes the input gradients
 */
public record LoopPass(
        TrainingContext context, int perExample, int grain, Team.RangeTask forward, Team.RangeTask backward)
        implements TrainingPass {
    /** Loops over the values of the output. */
    public static LoopPass ofElements(TrainingContext context, Team.RangeTask forward, Team.RangeTask backward) {
        return new LoopPass(context, context.output().shape().size(), Grain.FLOATS, forward, backward);
    }

    /** Loops over the rows of the output: its positions. */
    public static LoopPass ofRows(TrainingContext context, Team.RangeTask forward, Team.RangeTask backward) {
        int grain = Grain.rows(context.output().shape().channels());
        return new LoopPass(context, context.output().shape().positions(), grain, forward, backward);
    }

    /** Loops over examples. */
    public static LoopPass ofExamples(TrainingContext context, Team.RangeTask forward, Team.RangeTask backward) {
        return new LoopPass(context, 1, grainOfExamples(context), forward, backward);
    }

    /** How many examples one block has, by the larger of input and output. */
    public static int grainOfExamples(TrainingContext context) {
        return Grain.rows(
                Math.max(context.inputShape().size(), context.output().shape().size()));
    }

    @Override
    public void forward(Step step) {
        context.compute().team().run(step.examples() * perExample, grain, forward);
    }

    @Override
    public void backward(Step step) {
        boolean needed = false;
        for (int index = 0; index < context.inputs(); index++) {
            needed |= context.needsInputGradient(index);
        }
        if (needed) {
            context.compute().team().run(step.examples() * perExample, grain, backward);
        }
    }
}
