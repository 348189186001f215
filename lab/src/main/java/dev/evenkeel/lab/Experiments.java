package dev.evenkeel.lab;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.check.Checks;
import dev.evenkeel.lab.experiment.Depth;
import dev.evenkeel.lab.experiment.Experiment;
import dev.evenkeel.lab.experiment.MeanField;
import dev.evenkeel.lab.sequence.LeakExperiment;
import dev.evenkeel.lab.sequence.SequencesExperiment;
import dev.evenkeel.lab.training.TrainingExperiments;
import dev.evenkeel.text.Suggestion;
import java.util.List;
import java.util.stream.Stream;

/** All experiments. */
public final class Experiments {
    private static final List<Experiment> ALL = Stream.of(
                    List.of(new Checks(), new MeanField(), new Depth()),
                    TrainingExperiments.all(),
                    List.of(new SequencesExperiment(), new LeakExperiment()))
            .flatMap(List::stream)
            .toList();

    private Experiments() {}

    /** All, in the order in which they are listed and run. */
    public static List<Experiment> all() {
        return ALL;
    }

    /** The experiment of that name. @throws EvenkeelException if there is none */
    public static Experiment named(String name) {
        List<String> names = ALL.stream().map(Experiment::name).toList();
        return ALL.stream()
                .filter(experiment -> experiment.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new EvenkeelException(
                        "There is no experiment '" + name + "'" + Suggestion.choices(name, "Experiments", names)));
    }
}
