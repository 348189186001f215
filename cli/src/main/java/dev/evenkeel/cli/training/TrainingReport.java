package dev.evenkeel.cli.training;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.cli.display.CommandWords;
import dev.evenkeel.cli.run.RunFolder;
import dev.evenkeel.json.JsonArray;
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

/** The report of a run, from its record, its model and what was observed of it. */
public final class TrainingReport {
    private TrainingReport() {}

    /** Writes the report of a run with this record. */
    public static void write(JsonObject record, Model model, RunFolder run, Path file) {
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
