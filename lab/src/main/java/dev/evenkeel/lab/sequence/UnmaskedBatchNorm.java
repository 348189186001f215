package dev.evenkeel.lab.sequence;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.RunningStatistic;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * Batch normalization that takes padded positions for real ones, forward and backward, as PyTorch's {@code BatchNorm1d} and
 * all that know no masks do. For experiments on what that costs: {@link BatchNorm} itself cannot be made to.
 */
record UnmaskedBatchNorm(BatchNorm norm) implements UnaryLayer, PlainLayer {
    @Override
    public List<Parameter> parameters(Shape input) {
        return norm.parameters(input);
    }

    @Override
    public List<Statistic> statistics(Shape input) {
        return norm.statistics(input);
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        return norm.training(new Unmasked(context));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return norm.inference(context);
    }

    /** A context whose input has no padding. */
    private static final class Unmasked implements TrainingContext {
        private final TrainingContext context;
        private final Activations input;

        Unmasked(TrainingContext context) {
            this.context = context;
            Activations masked = context.input();
            input = new Activations(
                    masked.shape(),
                    masked.capacity(),
                    masked.values(),
                    new Mask(masked.capacity(), masked.shape().positions()));
        }

        @Override
        public Activations input(int index) {
            return input;
        }

        @Override
        public String name() {
            return context.name();
        }

        @Override
        public Compute compute() {
            return context.compute();
        }

        @Override
        public int batchSize() {
            return context.batchSize();
        }

        @Override
        public int inputs() {
            return context.inputs();
        }

        @Override
        public Activations output() {
            return context.output();
        }

        @Override
        public boolean needsInputGradient(int index) {
            return context.needsInputGradient(index);
        }

        @Override
        public float[] inputGradient(int index) {
            return context.inputGradient(index);
        }

        @Override
        public float[] outputGradient() {
            return context.outputGradient();
        }

        @Override
        public Variable parameter(String name) {
            return context.parameter(name);
        }

        @Override
        public RunningStatistic statistic(String name) {
            return context.statistic(name);
        }

        @Override
        public TrainingMode trainingMode() {
            return context.trainingMode();
        }

        @Override
        public long randomKey() {
            return context.randomKey();
        }
    }
}
