package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.run.RunFolder;
import dev.evenkeel.cli.run.RunState;
import dev.evenkeel.cli.training.TrainingReport;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evenkeel report}. */
@Command(
        name = "report",
        sortOptions = false,
        header = "Writes the report of a finished run anew, as one HTML file.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "Training writes it too, as DIR/report.html. It needs no network and no other file.",
            "",
            "Examples:",
            "  evenkeel report run-digits-seed1",
            "  evenkeel report run-digits-seed1 --out digits.html"
        })
final class ReportCommand extends Action {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of a finished run.")
    private Path folder = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the report goes; DIR/report.html by default. A file that is there is replaced.")
    private Optional<Path> out = Optional.empty();

    ReportCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        RunFolder run = new RunFolder(folder, RunFolder.Start.RESUME);
        JsonObject record = RunState.of(folder).finished();
        Model model = Model.read(run.model());
        Path file = out.orElse(run.report());
        try {
            TrainingReport.write(record, model, run, file);
        } catch (JsonException unfit) {
            throw new EvenkeelException(
                    run.record() + " is not the record of a run: " + unfit.getMessage()
                            + ". Take an intact copy of the folder",
                    unfit);
        }
        return new Answer(
                "Report: " + file + "\n",
                JsonObject.of()
                        .with("command", "report")
                        .with("run", run.record().toString())
                        .with("report", file.toString()));
    }
}
