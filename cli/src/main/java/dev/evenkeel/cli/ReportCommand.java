package dev.evenkeel.cli;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.audit.Audit;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.lab.report.HtmlReport;
import dev.evenkeel.lab.report.InsideNetwork;
import dev.evenkeel.lab.report.Report;
import dev.evenkeel.lab.report.RunReport;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            description = "Where the report goes; DIR/report.html unless said. A file that is there is replaced.")
    private Optional<Path> out = Optional.empty();

    ReportCommand(Console console) {
        super(console);
    }

    @Override
    Answer answer() {
        RunFolder run = new RunFolder(folder, RunFolder.Start.RESUME);
        JsonObject record = RunState.of(folder).finished();
        Model model = Model.read(run.model());
        Path file = out.orElse(run.report());
        try {
            write(record, model, run, file);
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

    /** Writes the report of a run with this record. */
    static void write(JsonObject record, Model model, RunFolder run, Path file) {
        HtmlReport.write(of(record, model, run), file);
    }

    /** The report of a finished run with this record. */
    static Report of(JsonObject record, Model model, RunFolder run) {
        List<String> findings =
                Audit.of(model).findings().stream().map(Finding::toString).toList();
        InsideNetwork inside = new InsideNetwork(model.network());
        ObservationJournal.read(run.observations(), inside::add);
        return RunReport.of(record, model, findings, inside, origin(record));
    }

    /** The command that makes the run of a record again. */
    static String origin(JsonObject record) {
        List<String> words = new ArrayList<>(List.of("./evenkeel", "train"));
        record.object("settings")
                .find("arguments", JsonValue::asArray)
                .map(JsonArray::toStrings)
                .ifPresent(words::addAll);
        return CommandWords.shell(words);
    }
}
