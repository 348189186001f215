package dev.evenkeel.cli.training;

import dev.evenkeel.cli.display.CommandWords;
import dev.evenkeel.cli.model.TrainingPlan;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.Division;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What to do with a trained model, as commands to copy. */
final class NextCommands {
    private NextCommands() {}

    static String of(TrainingPlan plan, Path model) {
        String file = model.toString();
        List<String> evaluate = new ArrayList<>(List.of("./evenkeel", "evaluate", file, "--data", plan.word()));
        if (plan.data().division() == Division.BY_SEED && plan.data().test().isPresent()) {
            evaluate.addAll(List.of("--split", "test"));
        }
        String use = plan.data().kind() == DataKind.TEXT
                ? CommandWords.shell("./evenkeel", "generate", file, "--length", "500")
                : CommandWords.shell("./evenkeel", "predict", file, "--data", plan.word());
        return "Next:\n  " + CommandWords.shell("./evenkeel", "inspect", file) + "\n  " + CommandWords.shell(evaluate)
                + "\n  " + use + "\n";
    }
}
