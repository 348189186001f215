package dev.evenkeel.train;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.reduction.Exchange;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.TargetScaling;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.input.InputCheck;
import dev.evenkeel.train.input.InputSample;
import dev.evenkeel.train.input.Share;
import dev.evenkeel.worker.Workers;
import java.util.List;

/** What is taken from the training data once, before the first step. */
final class TrainingStatistics {
    private static final int BLOCK = 256;

    private TrainingStatistics() {}

    /** Fits every input standardisation to the training examples. */
    static void standardizeInputs(TrainingProgram program, Dataset training, Share share) {
        List<Node> nodes = program.network().nodes().stream()
                .filter(node -> node.layer() instanceof InputStandardization)
                .toList();
        if (nodes.isEmpty()) {
            return;
        }
        Moments moments = inputMoments(training);
        new Exchange(share.workers(), moments.channels()).pool(moments);
        if (!areFinite(moments)) {
            InputCheck.requireFinite(training);
        }
        for (Node node : nodes) {
            if (!node.inputs().equals(List.of(Network.INPUT))) {
                throw new EvenkeelException(node.title() + " must stand on the network's input, but reads "
                        + String.join(", ", node.inputs()) + ". Put it first, or use a normalization layer there");
            }
            InputStandardization.Fitted fitted = fit((InputStandardization) node.layer(), training, share, moments);
            restore(program, node, InputStandardization.MEAN, fitted.mean(), moments.count());
            restore(program, node, InputStandardization.DEVIATION, fitted.deviation(), moments.count());
        }
    }

    private static boolean areFinite(Moments moments) {
        for (int channel = 0; channel < moments.channels(); channel++) {
            if (!Double.isFinite(moments.mean(channel)) || !Double.isFinite(moments.variance(channel))) {
                return false;
            }
        }
        return true;
    }

    private static InputStandardization.Fitted fit(
            InputStandardization layer, Dataset training, Share share, Moments moments) {
        if (layer.fit() == InputStandardization.Fit.MOMENTS) {
            return layer.fit(moments);
        }
        boolean whole = layer.scope() == InputStandardization.Scope.WHOLE;
        return layer.fit(InputSample.sorted(training, share, whole ? 1 : moments.channels()));
    }

    /** Mean and standard deviation of each target over the training examples of all workers. */
    static TargetScaling targetScaling(Dataset training, Workers workers) {
        int outputs = training.target().size();
        Moments moments = new Moments(outputs);
        Moments block = new Moments(outputs);
        Mask complete = new Mask(BLOCK, 1);
        ColumnReduction reduction = new ColumnReduction(alone(), BLOCK, outputs);
        training.forEachBatch(BLOCK, batch -> {
            reduction.moments(batch.targets(), 0, batch.examples(), complete, block);
            moments.merge(block);
        });
        new Exchange(workers, outputs).pool(moments);
        float[] mean = new float[outputs];
        float[] deviation = new float[outputs];
        for (int output = 0; output < outputs; output++) {
            mean[output] = (float) moments.mean(output);
            float root = (float) Math.sqrt(moments.variance(output));
            deviation[output] = InputStandardization.isConstant(mean[output], root) ? 1 : root;
            if (!Float.isFinite(mean[output]) || !Float.isFinite(root)) {
                throw new EvenkeelException("The targets of " + training.name()
                        + " hold values that are infinite or not a" + " number. Leave such examples out");
            }
        }
        Shape shape = Shape.of(outputs);
        return new TargetScaling(Tensor.of(shape, mean), Tensor.of(shape, deviation));
    }

    private static Moments inputMoments(Dataset training) {
        Shape input = training.inputShape();
        Moments moments = new Moments(input.channels());
        Moments block = new Moments(input.channels());
        ColumnReduction reduction = new ColumnReduction(alone(), BLOCK * input.positions(), input.channels());
        training.forEachBatch(BLOCK, batch -> {
            reduction.moments(batch.inputs(), 0, batch.examples() * input.positions(), batch.mask(), block);
            moments.merge(block);
        });
        return moments;
    }

    private static Compute alone() {
        return new Compute(PreferredKernels.kernels(), Team.alone());
    }

    private static void restore(TrainingProgram program, Node node, String statistic, Tensor values, long count) {
        for (StatisticSlot slot : program.statistics()) {
            if (slot.layer().equals(node.name()) && slot.statistic().name().equals(statistic)) {
                slot.restore(values.toArray(), 1, count);
            }
        }
    }
}
