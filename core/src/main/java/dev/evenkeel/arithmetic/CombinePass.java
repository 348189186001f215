package dev.evenkeel.arithmetic;

import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import java.util.Arrays;

/** Training of a {@link Combine}: forward by runs, backward by examples, as the gradient of what repeats is a sum. */
final class CombinePass implements TrainingPass {
    private static final double[] NO_SUMS = {};

    private final TrainingContext context;
    private final Combine.Operator operator;
    private final CombinedActivations operands;
    private final Broadcast broadcast;
    private final int size;
    private final float[] outputGradient;
    private final double[][] sums;
    private final Team.RangeTask forward;
    private final Team.RangeTask backward = this::backward;

    CombinePass(Combine.Operator operator, TrainingContext context) {
        this.context = context;
        this.operator = operator;
        operands = new CombinedActivations(operator, context.input(0), context.input(1), context.output());
        broadcast = operands.broadcast();
        size = context.output().shape().size();
        outputGradient = context.outputGradient();
        sums = new double[][] {sums(0), sums(1)};
        forward = operands::compute;
    }

    /** Room for the sums of an input that repeats. */
    private double[] sums(int input) {
        int own = context.input(input).shape().size();
        return own < size && context.needsInputGradient(input)
                ? new double[Math.multiplyExact(context.batchSize(), own)]
                : NO_SUMS;
    }

    @Override
    public void forward(Step step) {
        context.compute().team().run(step.examples() * broadcast.runs(), Grain.rows(broadcast.run()), forward);
    }

    @Override
    public void backward(Step step) {
        context.compute().team().run(step.examples(), Grain.rows(size), backward);
    }

    private void backward(int from, int to) {
        for (int input = 0; input < 2; input++) {
            if (!context.needsInputGradient(input)) {
                continue;
            }
            int own = context.input(input).shape().size();
            if (sums[input].length == 0) {
                write(input, from * broadcast.runs(), to * broadcast.runs());
            } else {
                Arrays.fill(sums[input], from * own, to * own, 0);
                addUp(input, from * broadcast.runs(), to * broadcast.runs());
                float[] dx = context.inputGradient(input);
                for (int index = from * own; index < to * own; index++) {
                    dx[index] = (float) sums[input][index];
                }
            }
        }
    }

    /** The gradient of an input none of whose values repeats. */
    private void write(int input, int fromRun, int toRun) {
        float[] dx = context.inputGradient(input);
        for (int run = fromRun; run < toRun; run++) {
            int at = operands.start(input, run);
            int x = operands.start(0, run);
            int z = operands.start(1, run);
            for (int index = 0; index < broadcast.run(); index++) {
                dx[at + index * broadcast.step(input)] = (float) gradient(input, run, index, x, z);
            }
        }
    }

    private void addUp(int input, int fromRun, int toRun) {
        double[] sum = sums[input];
        for (int run = fromRun; run < toRun; run++) {
            int at = operands.start(input, run);
            int x = operands.start(0, run);
            int z = operands.start(1, run);
            for (int index = 0; index < broadcast.run(); index++) {
                sum[at + index * broadcast.step(input)] += gradient(input, run, index, x, z);
            }
        }
    }

    private double gradient(int input, int run, int index, int xAt, int zAt) {
        double dy = outputGradient[run * broadcast.run() + index];
        double x = operands.first().values()[xAt + index * broadcast.step(0)];
        double z = operands.second().values()[zAt + index * broadcast.step(1)];
        return dy * (input == 0 ? operator.derivativeByFirst(x, z) : operator.derivativeBySecond(x, z));
    }
}
