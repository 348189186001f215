package dev.evenkeel.cli.command;

import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.model.CollectedInputs;
import dev.evenkeel.cli.model.ModelData;
import dev.evenkeel.cli.model.ModelFileArgument;
import dev.evenkeel.cli.model.NumberColumnOptions;
import dev.evenkeel.cli.model.UnreadableRowsOption;
import dev.evenkeel.cli.option.DataFolder;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.prediction.DriftLines;
import dev.evenkeel.cli.prediction.LeftOutRows;
import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.DriftMonitor;
import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.report.HtmlReport;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel drift}. */
@Command(
        name = "drift",
        sortOptions = false,
        header = "Tells whether data still look like those a model was trained on, without their targets.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "What flows into each batch normalization, and into the standardisation of inputs, is compared with what the",
            "model stores of it. The exit code is 0 whatever is found, unless --fail-on-drift.",
            "",
            "Examples:",
            "  evenkeel drift run-digits-seed1 --data digits --split test",
            "  evenkeel drift run-iris-seed1 --data new-flowers.csv --report drift.html"
        })
final class DriftCommand extends Action {
    @Mixin
    private final ModelFileArgument file = new ModelFileArgument();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description = "What the model is to be fed, as for train; targets are not needed.")
    private String data = "";

    @Mixin
    private final DataFolder folder = new DataFolder();

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "test, training or all; test by default of data that come in two parts, else all.")
    private Optional<Words.Part> part = Optional.empty();

    @Mixin
    private final UnreadableRowsOption missing = new UnreadableRowsOption();

    @Mixin
    private final NumberColumnOptions numbers = new NumberColumnOptions();

    @Option(names = "--report", paramLabel = "FILE", description = "Also writes a page with pictures to FILE.html.")
    private Optional<Path> report = Optional.empty();

    @Option(names = "--fail-on-drift", description = "End with exit code 1 if the model drifts.")
    private boolean failing;

    DriftCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        Model model = file.read(console());
        UnreadableRowsOption.Read read = CollectedInputs.isOne(data)
                ? CollectedInputs.read(data, model, missing, numbers, part)
                : missing.read(
                        ModelData.of(model, numbers, console()),
                        folder.source(data, console()),
                        data,
                        console(),
                        (known, source) -> known.open(source, data, part, Words.Part.TEST));
        Dataset dataset = read.opened().dataset();
        DriftReport found = DriftMonitor.compare(model, dataset);
        List<TableDrift.Column> columns = ModelData.of(model, numbers, console())
                .encoding()
                .filter(encoding -> encoding.inputShape().equals(dataset.inputShape()))
                .map(encoding -> TableDrift.of(encoding, model).columns(dataset))
                .orElse(List.of());
        DriftLines lines = new DriftLines(file.file(), data, dataset, found, columns);
        report.ifPresent(page -> HtmlReport.write(lines.report(), page));
        JsonObject json = JsonObject.of()
                .with("command", "drift")
                .with("model", file.file().toString())
                .with("data", read.opened().name())
                .with("split", read.opened().part().toString())
                .with("verdict", lines.verdict().word())
                .with("drift", found.toJson())
                .with(
                        "columns",
                        JsonAnswer.array(
                                columns.stream().map(TableDrift.Column::toJson).toList()));
        json = report.isPresent() ? json.with("report", report.get().toString()) : json;
        boolean failed = failing && lines.verdict() == Verdict.DRIFTING || missing.isFailure(read.problems());
        return new Answer(
                lines.text(console().tableColumns())
                        + report.map(page -> "Report: " + page + "\n").orElse(""),
                new LeftOutRows(read.problems()).with(json),
                failed ? Answer.FAILED : 0);
    }
}
