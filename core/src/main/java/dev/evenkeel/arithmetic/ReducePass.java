package dev.evenkeel.arithmetic;

import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;

/** Training of a {@link Reduce}, by its sets. */
final class ReducePass implements TrainingPass {
    private final ReducedSets sets;
    private final int[] members;
    private final TrainingContext context;
    private final float[] x;
    private final float[] dy;
    private final Team.RangeTask forward;
    private final Team.RangeTask backward = this::backward;

    ReducePass(ReducedSets sets, TrainingContext context) {
        this.sets = sets;
        this.context = context;
        members = sets.members();
        x = context.input().values();
        dy = context.outputGradient();
        forward = (from, to) -> sets.compute(x, context.output().values(), from, to);
    }

    @Override
    public void forward(Step step) {
        run(step, forward);
    }

    @Override
    public void backward(Step step) {
        if (context.needsInputGradient(0)) {
            run(step, backward);
        }
    }

    private void run(Step step, Team.RangeTask task) {
        context.compute().team().run(step.examples() * sets.count(), Grain.rows(members.length), task);
    }

    private void backward(int from, int to) {
        float[] dx = context.inputGradient(0);
        for (int set = from; set < to; set++) {
            int at = sets.start(set);
            switch (sets.operator()) {
                case MEAN -> spread(dx, at, dy[set] / (double) members.length);
                case SUM -> spread(dx, at, dy[set]);
                case MAX -> share(dx, at, dy[set], sets.largest(x, at));
                case MIN -> share(dx, at, dy[set], sets.smallest(x, at));
                case PRODUCT -> multiplyOthers(dx, at, dy[set]);
                case L1 -> signs(dx, at, dy[set]);
                case L2 -> scale(dx, at, perNorm(dy[set], at));
                case LOG_SUM -> spread(dx, at, dy[set] / sets.sum(x, at));
                case LOG_SUM_EXP -> exponentials(dx, at, dy[set]);
                case SUM_SQUARE -> scale(dx, at, 2.0 * dy[set]);
            }
        }
    }

    private void spread(float[] dx, int at, double gradient) {
        for (int member : members) {
            dx[at + member] = (float) gradient;
        }
    }

    private void share(float[] dx, int at, double gradient, float extreme) {
        int count = 0;
        for (int member : members) {
            count += x[at + member] == extreme ? 1 : 0;
        }
        for (int member : members) {
            dx[at + member] = x[at + member] == extreme ? (float) (gradient / count) : 0;
        }
    }

    /** A product without one factor is a quotient, but for factors of 0. */
    private void multiplyOthers(float[] dx, int at, double gradient) {
        double product = sets.productWithout(x, at, -1);
        for (int number = 0; number < members.length; number++) {
            int index = at + members[number];
            double others = x[index] == 0 ? sets.productWithout(x, at, number) : product / x[index];
            dx[index] = (float) (gradient * others);
        }
    }

    private void signs(float[] dx, int at, double gradient) {
        for (int member : members) {
            dx[at + member] = (float) (gradient * Math.signum(x[at + member]));
        }
    }

    private double perNorm(double gradient, int at) {
        double norm = Math.sqrt(sets.sumOfSquares(x, at));
        return norm == 0 ? 0 : gradient / norm;
    }

    private void scale(float[] dx, int at, double factor) {
        for (int member : members) {
            dx[at + member] = (float) (factor * x[at + member]);
        }
    }

    private void exponentials(float[] dx, int at, double gradient) {
        double logSum = sets.logSumExp(x, at);
        for (int member : members) {
            dx[at + member] = (float) (gradient * StrictMath.exp(x[at + member] - logSum));
        }
    }
}
