package dev.evenkeel.cli.command;

import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Confusion;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.Counted;
import dev.evenkeel.cli.display.Figures;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.model.ModelData;
import dev.evenkeel.cli.model.ModelFileArgument;
import dev.evenkeel.cli.model.NumberColumnOptions;
import dev.evenkeel.cli.model.TrainingPlan;
import dev.evenkeel.cli.model.UnreadableRowsOption;
import dev.evenkeel.cli.option.DataFolder;
import dev.evenkeel.cli.option.ThreadsOption;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.prediction.LeftOutRows;
import dev.evenkeel.cli.prediction.OutputMeaning;
import dev.evenkeel.cli.prediction.PredictedRows;
import dev.evenkeel.cli.prediction.Rows;
import dev.evenkeel.cli.prediction.UnansweredRows;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.model.Model;
import dev.evenkeel.train.metric.ConfusionMatrix;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel evaluate}. */
@Command(
        name = "evaluate",
        sortOptions = false,
        header = "Measures a model, frozen, on data with known targets.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  evenkeel evaluate run-digits-seed1/model.safetensors --data digits",
            "  evenkeel evaluate run-iris-seed1 --data iris.csv --split test",
            "  evenkeel evaluate run-iris-seed1 --data new-flowers.csv --json"
        })
final class EvaluateCommand extends Action {
    @Mixin
    private final ModelFileArgument file = new ModelFileArgument();

    @Option(names = "--data", required = true, paramLabel = "DATA", description = "What to measure on, as for train.")
    private String data = "";

    @Mixin
    private final DataFolder folder = new DataFolder();

    @Option(
            names = "--split",
            paramLabel = "PART",
            description =
                    "test, training or all. Of data that come in two parts test by default, of others all; of those the "
                            + "model was trained on, test gives what was held out.")
    private Optional<Words.Part> part = Optional.empty();

    @Mixin
    private final UnreadableRowsOption missing = new UnreadableRowsOption();

    @Mixin
    private final NumberColumnOptions numbers = new NumberColumnOptions();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    EvaluateCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        try (Team team = threads.team()) {
            return answer(team);
        }
    }

    private Answer answer(Team team) {
        Model model = file.read(console());
        UnreadableRowsOption.Read read = missing.read(
                ModelData.of(model, numbers, console()),
                folder.source(data, console()),
                data,
                console(),
                (known, source) -> known.openWithTargets(source, data, part, Words.Part.TEST));
        ModelData.Opened opened = read.opened();
        List<RowProblem> problems = read.problems();
        LeftOutRows left = new LeftOutRows(problems);
        Dataset dataset = opened.dataset();
        Predictor predictor = OutputMeaning.required(model, dataset).freeze().on(team);
        Map<String, Double> metrics = TrainingPlan.measured(predictor, dataset);
        JsonObject json = JsonObject.of()
                .with("command", "evaluate")
                .with("model", file.file().toString())
                .with("data", opened.name())
                .with("split", opened.part().toString())
                .with("examples", dataset.size());
        json = JsonAnswer.withMetrics(json, "", metrics);
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s, %s\n", dataset.name(), Counted.of(dataset.size(), "example")));
        metrics.forEach((name, value) ->
                text.append(String.format(Locale.ROOT, "%-10s %s\n", Figures.spelled(name), Figures.shown(value))));
        Optional<ConfusionMatrix> matrix = Confusion.of(predictor, dataset);
        if (matrix.isPresent()) {
            json = json.with("confusionMatrix", matrix.get().toJson());
            text.append('\n').append(Confusion.text(matrix.get(), console().tableColumns()));
        }
        List<Integer> notFinite = notFinite(predictor, dataset, metrics, matrix);
        tell(dataset, notFinite);
        json = left.with(json).with("notFinite", notFinite.size());
        boolean failed = missing.isFailure(problems) || !notFinite.isEmpty();
        return new Answer(text.toString(), json, failed ? Answer.FAILED : 0);
    }

    /** Looked for only where a figure tells that there are some. */
    private static List<Integer> notFinite(
            Predictor predictor, Dataset dataset, Map<String, Double> metrics, Optional<ConfusionMatrix> matrix) {
        boolean finite = metrics.values().stream().allMatch(Double::isFinite)
                && matrix.map(counted -> counted.undecided() == 0).orElse(true);
        return finite ? List.of() : PredictedRows.notFinite(predictor, Rows.of(dataset));
    }

    private void tell(Dataset dataset, List<Integer> notFinite) {
        if (!notFinite.isEmpty()) {
            UnansweredRows unanswered = new UnansweredRows(Rows.of(dataset), new PredictedRows(0, notFinite));
            unanswered.lines().forEach(console()::note);
            console()
                    .note(String.format(
                            Locale.ROOT,
                            "%,d of %,d predictions are not finite: they count as wrong, and log loss or errors of numbers"
                                    + " have no value",
                            notFinite.size(),
                            dataset.size()));
        }
    }
}
