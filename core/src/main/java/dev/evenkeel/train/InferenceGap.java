package dev.evenkeel.train;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.ParameterSlot;
import dev.evenkeel.program.StatisticSlot;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.train.loss.Loss;
import java.util.List;

/**
 * The loss of a batch by running statistics: that of a second program, with the weights and the dropout of the run's and
 * the statistics that were committed before the step.
 */
final class InferenceGap {
    private static final TrainingMode BY_RUNNING_STATISTICS =
            TrainingMode.TRAIN.withFrozenStatistics().withFrozenParameters();

    private final TrainingProgram run;
    private final TrainingProgram inference;
    private final Loss.Bound loss;

    InferenceGap(TrainerSettings settings, TrainingProgram run, Compute compute, Target target) {
        this.run = run;
        inference = Compiler.compile(
                settings.network, run.batchSize(), compute, settings.seed, layer -> BY_RUNNING_STATISTICS);
        loss = settings.loss.bind(compute, inference.output(), target, inference.outputGradient());
    }

    /** Whether some layer normalises by the batch here and by running statistics later. */
    static boolean exists(TrainerSettings settings) {
        return settings.network.nodes().stream().anyMatch(node -> normalizesByBatch(settings, node));
    }

    static boolean normalizesByBatch(TrainerSettings settings, Node node) {
        return node.layer() instanceof PopulationStatistics layer
                && !layer.keepsStatistics()
                && settings.trainingMode(node.name()).source() == TrainingMode.Source.BATCH;
    }

    /** The loss of the run's last batch. */
    double loss(Batch batch, long number) {
        List<ParameterSlot> parameters = run.parameters();
        for (int index = 0; index < parameters.size(); index++) {
            float[] values = parameters.get(index).values();
            System.arraycopy(values, 0, inference.parameters().get(index).values(), 0, values.length);
        }
        List<StatisticSlot> statistics = run.statistics();
        for (int index = 0; index < statistics.size(); index++) {
            statistics.get(index).copyCommitted(inference.statistics().get(index));
        }
        inference.forward(batch, number, Step.Purpose.LEARN);
        return loss.evaluate(batch.examples(), batch.targets(), batch.weights());
    }
}
