package dev.evenkeel.lab.training;

import dev.evenkeel.lab.experiment.Experiment;
import java.util.List;

/** The experiments that train networks and compare what comes out. */
public final class TrainingExperiments {
    private TrainingExperiments() {}

    /** All of them, in the order in which they are listed. */
    public static List<Experiment> all() {
        return List.of(
                new SpeedExperiment(),
                new BatchExperiment(),
                new DropoutExperiment(),
                new DomainExperiment(),
                new DriftExperiment(),
                new PopulationExperiment(),
                new EvaluationGapExperiment(),
                new RateExperiment(),
                new PlacementExperiment(),
                new ShuffleExperiment(),
                new ShiftExperiment(),
                new OrderExperiment());
    }
}
