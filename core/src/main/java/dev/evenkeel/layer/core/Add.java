package dev.evenkeel.layer.core;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.fusion.Fusion;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Sum;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/** {@code y = x1 + x2 + ...}: the sum of several inputs of one shape, as where a residual's ways meet. */
public record Add() implements PlainLayer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        if (inputs.size() < 2) {
            throw new EvenkeelException("needs two inputs or more, but got " + inputs.size());
        }
        for (Shape input : inputs) {
            if (!input.equals(inputs.get(0))) {
                throw new EvenkeelException("needs inputs of one shape, but got " + inputs
                        + ". Give the residual a shortcut that projects, or make its body keep the shape");
            }
        }
        return inputs.get(0);
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Pass(context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Sum();
    }

    private static final class Pass implements TrainingPass {
        private final TrainingContext context;
        private final Kernels kernels;
        private final Activation activation;
        private final int size;
        private final Team.RangeTask forward = this::forward;
        private final Team.RangeTask backward = this::backward;

        Pass(TrainingContext context) {
            this.context = context;
            kernels = context.compute().kernels();
            Fusion.of(context).offerUnfused(this::writeUnfused);
            activation = Fusion.of(context).fused().isPresent() ? Activation.RELU : Activation.IDENTITY;
            size = context.inputShape().size();
        }

        @Override
        public void forward(Step step) {
            context.compute().team().run(step.examples() * size, Grain.FLOATS, forward);
        }

        @Override
        public void backward(Step step) {
            context.compute().team().run(step.examples() * size, Grain.FLOATS, backward);
        }

        private void writeUnfused(int count, float[] to) {
            sum(0, count * size, to);
        }

        private void forward(int from, int to) {
            float[] y = context.output().values();
            sum(from, to, y);
            if (activation == Activation.RELU) {
                kernels.activations().apply(activation, 0, y, from, y, from, to - from);
            }
        }

        private void sum(int from, int to, float[] y) {
            int length = to - from;
            kernels.elements()
                    .add(context.input(0).values(), from, context.input(1).values(), from, y, from, length);
            for (int index = 2; index < context.inputs(); index++) {
                kernels.elements().add(y, from, context.input(index).values(), from, y, from, length);
            }
        }

        /** {@code y > 0} exactly where the sum is. */
        private void backward(int from, int to) {
            float[] y = context.output().values();
            float[] dy = context.outputGradient();
            for (int index = 0; index < context.inputs(); index++) {
                if (context.needsInputGradient(index)) {
                    float[] dx = context.inputGradient(index);
                    if (activation == Activation.RELU) {
                        kernels.activations().reluBackward(y, dy, from, dx, from, to - from);
                    } else {
                        System.arraycopy(dy, from, dx, from, to - from);
                    }
                }
            }
        }
    }
}
