package dev.evenkeel.layer.core;

import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.tensor.Randomness;

/** Training of a layer that drops, by a loop each way whose items do not depend on each other; a copy where none drops. */
public final class DropPass implements TrainingPass {
    private final TrainingContext context;
    private final boolean drops;
    private final int perExample;
    private final int grain;
    private final Team.RangeTask values;
    private final Team.RangeTask gradients;
    private long key;

    /** Drops in the items {@code [from, to)}, by a key that each step has of its own. */
    @FunctionalInterface
    public interface Loop {
        void drop(int from, int to, long key);
    }

    /**
     * A pass over items.
     *
     * @param perExample how many items an example has
     * @param grain how many items one block has
     */
    public DropPass(Dropping layer, TrainingContext context, int perExample, int grain, Loop values, Loop gradients) {
        this.context = context;
        this.perExample = perExample;
        this.grain = grain;
        this.drops = 1 - layer.probability() < 1;
        this.values = (from, to) -> values.drop(from, to, key);
        this.gradients = (from, to) -> gradients.drop(from, to, key);
    }

    @Override
    public void forward(Step step) {
        run(step, values, context.input().values(), context.output().values());
    }

    @Override
    public void backward(Step step) {
        if (context.needsInputGradient(0)) {
            run(step, gradients, context.outputGradient(), context.inputGradient(0));
        }
    }

    private void run(Step step, Team.RangeTask task, float[] from, float[] to) {
        if (!drops || step.purpose() == Step.Purpose.GATHER_STATISTICS) {
            System.arraycopy(
                    from, 0, to, 0, step.examples() * context.inputShape().size());
        } else {
            key = Randomness.derive(context.randomKey(), step.number());
            context.compute().team().run(step.examples() * perExample, grain, task);
        }
    }
}
