package dev.evenkeel.lab.experiment;

import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.network.Network;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.Identity;
import java.util.Arrays;

/** {@code y = x}: shows what flows forward and backward at its place of a training program. */
public record Probe() implements UnaryLayer, PlainLayer {
    @Override
    public TrainingPass training(TrainingContext context) {
        return new Reading(context);
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Identity(typeName());
    }

    /** The name of the first probe of a network. */
    public static String nameIn(Network network) {
        return network.nodes().stream()
                .filter(node -> node.layer() instanceof Probe)
                .findFirst()
                .orElseThrow()
                .name();
    }

    /** What a probe reads, by its pass in a program. */
    public static Reading reading(TrainingPass pass) {
        if (pass instanceof Reading reading) {
            return reading;
        }
        throw new IllegalArgumentException(
                "The pass of a probe is needed, but got a " + pass.getClass().getSimpleName());
    }

    /** What flowed in the latest step. */
    public static final class Reading implements TrainingPass {
        private final TrainingContext context;
        private final float[] gradient;
        private int length;

        Reading(TrainingContext context) {
            this.context = context;
            gradient = new float[context.needsInputGradient(0) ? context.input().values().length : 0];
        }

        @Override
        public void forward(Step step) {
            length = step.examples() * context.inputShape().size();
            System.arraycopy(context.input().values(), 0, context.output().values(), 0, length);
        }

        @Override
        public void backward(Step step) {
            if (context.needsInputGradient(0)) {
                System.arraycopy(context.outputGradient(), 0, gradient, 0, length);
                System.arraycopy(gradient, 0, context.inputGradient(0), 0, length);
            }
        }

        /** The values {@code [examples, ...]}. */
        public float[] values() {
            return Arrays.copyOf(context.output().values(), length);
        }

        /** The gradient {@code [examples, ...]}; empty where nothing before learns. */
        public float[] gradient() {
            return Arrays.copyOf(gradient, Math.min(length, gradient.length));
        }

        /** The sum of the squares of the gradient. */
        public double gradientSquares() {
            double sum = 0;
            for (int index = 0; index < Math.min(length, gradient.length); index++) {
                sum += (double) gradient[index] * gradient[index];
            }
            return sum;
        }
    }
}
