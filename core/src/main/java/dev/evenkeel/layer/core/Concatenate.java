package dev.evenkeel.layer.core;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Concatenation;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * The channels of several inputs behind each other, position by position: {@code [..., c1], [..., c2], ... -> [..., c1 +
 * c2 + ...]}. Backward: each input gets its part of dy.
 */
public record Concatenate() implements Layer {
    @Override
    public String typeName() {
        return "concatenate";
    }

    @Override
    public JsonValue settings() {
        return JsonObject.of();
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        if (inputs.size() < 2) {
            throw new EvenkeelException("needs two inputs or more, but got " + inputs.size());
        }
        int channels = 0;
        for (Shape input : inputs) {
            if (!input.withChannels(1).equals(inputs.get(0).withChannels(1))) {
                throw new EvenkeelException("needs inputs that differ in their channels only, but got " + inputs);
            }
            channels = Math.addExact(channels, input.channels());
        }
        return inputs.get(0).withChannels(channels);
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return new Pass(context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Concatenation();
    }

    private static final class Pass implements TrainingPass {
        private final TrainingContext context;
        private final Kernels kernels;
        private final int channels;
        private final Matrix[] inputs;
        private final Matrix[] parts;
        private final Matrix[] inputGradients;
        private final Matrix[] gradientParts;
        private final Team.RangeTask join = this::join;
        private final Team.RangeTask part = this::part;

        Pass(TrainingContext context) {
            this.context = context;
            kernels = context.compute().kernels();
            channels = context.output().shape().channels();
            inputs = new Matrix[context.inputs()];
            parts = new Matrix[inputs.length];
            inputGradients = new Matrix[inputs.length];
            gradientParts = new Matrix[inputs.length];
            int at = 0;
            for (int index = 0; index < inputs.length; index++) {
                inputs[index] = context.input(index).matrix();
                inputGradients[index] = context.input(index).matrix();
                if (context.needsInputGradient(index)) {
                    inputGradients[index].over(context.inputGradient(index));
                }
                parts[index] = part(inputs[index]).over(context.output().values(), at);
                gradientParts[index] = part(inputs[index]).over(context.outputGradient(), at);
                at += inputs[index].columns();
            }
        }

        private Matrix part(Matrix input) {
            return Matrix.rowMajor(input.rows(), input.columns(), channels);
        }

        @Override
        public void forward(Step step) {
            run(step, join);
        }

        @Override
        public void backward(Step step) {
            run(step, part);
        }

        private void run(Step step, Team.RangeTask task) {
            context.compute().team().run(context.output().rows(step.examples()), Grain.rows(channels), task);
        }

        private void join(int from, int to) {
            for (int index = 0; index < inputs.length; index++) {
                kernels.rows().copy(inputs[index], parts[index], from, to);
            }
        }

        private void part(int from, int to) {
            for (int index = 0; index < inputs.length; index++) {
                if (context.needsInputGradient(index)) {
                    kernels.rows().copy(gradientParts[index], inputGradients[index], from, to);
                }
            }
        }
    }
}
