package dev.evenkeel.cli.prediction;

import dev.evenkeel.cli.display.Counted;
import dev.evenkeel.cli.display.TextTable;
import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.LayerDrift;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far data lie from those of a training, in words, tables and pictures.
 *
 * @param word the data as they were named
 * @param columns of a table; none of others
 */
public record DriftLines(Path model, String word, Dataset data, DriftReport found, List<TableDrift.Column> columns) {
    /** The model's, or, where no layer tells, that of the columns. */
    public Verdict verdict() {
        return TableDrift.verdict(found, columns);
    }

    public String text(int width) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s, %s, beside what %s stores\n",
                data.name(),
                Counted.of(data.size(), "example"),
                model));
        if (!found.layers().isEmpty()) {
            text.append('\n').append(TextTable.of(layers(), width));
        }
        if (!columns.isEmpty()) {
            text.append('\n').append(TextTable.of(columnTable(), width));
        }
        text.append('\n');
        sentences().forEach(sentence -> text.append(sentence).append('\n'));
        return text.toString();
    }

    /** The verdict, why, and what to do. */
    private List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        sentences.add("Verdict: " + verdict().word());
        if (found.layers().isEmpty()) {
            sentences.add("No layer of this model stores mean and variance of what flowed into it in training (frozen"
                    + " statistics are those of other data), so "
                    + (columns.isEmpty()
                            ? "there is nothing to compare the data with. Networks with batch normalization, or with"
                                    + " inputs that are standardised, store them"
                            : "the columns of the table alone are compared"));
        }
        if (found.notFinite() > 0) {
            sentences.add(
                    Counted.of(found.notFinite(), "example") + " not finite: left out here, and not to be trusted");
        }
        if (verdict() == Verdict.DRIFTING) {
            found.drifting().stream()
                    .mapToLong(layer -> layer.since().orElse(found.examples()))
                    .min()
                    .ifPresent(since -> sentences.add(
                            String.format(Locale.ROOT, "Found after %,d examples, read in their order", since)));
            sentences.add(
                    "If these data are right, and the model is to work on them, gather its statistics anew and measure"
                            + " it: evenkeel recalibrate "
                            + model + " --data " + word
                            + " --out recalibrated.safetensors. Else look for what changed before"
                            + " the model");
        } else if (verdict() == Verdict.TOO_FEW_TO_TELL && !found.layers().isEmpty()) {
            found.layers().stream()
                    .filter(layer -> layer.verdict() == Verdict.TOO_FEW_TO_TELL)
                    .findFirst()
                    .ifPresent(layer -> sentences.add(String.format(
                            Locale.ROOT,
                            "In %s only a shift of %s deviations or more would have been found: more examples tell"
                                    + " more, as far as the training had enough",
                            layer.title(),
                            shown(layer.resolution()))));
        } else if (verdict() == Verdict.STEADY) {
            found.layers().stream()
                    .mapToDouble(LayerDrift::resolution)
                    .max()
                    .ifPresent(largest -> sentences.add(String.format(
                            Locale.ROOT,
                            "A shift of %s deviations or more would have been found in every layer",
                            shown(largest))));
        }
        return sentences;
    }

    private Block.Table layers() {
        List<List<String>> rows = new ArrayList<>();
        for (LayerDrift layer : found.layers()) {
            rows.add(List.of(
                    layer.title(),
                    shown(layer.shift()),
                    shown(layer.shiftError()),
                    shown(layer.ratio()),
                    shown(layer.ratioError()),
                    layer.farthest() + ": " + shown(layer.farthestShift()),
                    layer.verdict().word()));
        }
        return new Block.Table(
                "Layers", List.of("layer", "shift", "error", "variance", "error", "farthest channel", "verdict"), rows);
    }

    private Block.Table columnTable() {
        List<List<String>> rows = new ArrayList<>();
        for (TableDrift.Column column : columns) {
            rows.add(List.of(
                    column.input(),
                    shown(column.shift()),
                    shown(column.error()),
                    shown(column.ratio()),
                    percent(column.unseen()),
                    percent(column.missing())
                            + (column.missingBefore().isPresent() ? " (" + percent(column.missingBefore()) + ")" : ""),
                    column.verdict().word()));
        }
        return new Block.Table(
                "Columns",
                List.of("column", "shift", "error", "variance", "unseen", "missing (training)", "verdict"),
                rows);
    }

    /** A page of it. */
    public Report report() {
        List<Report.Section> sections = new ArrayList<>();
        if (!found.layers().isEmpty()) {
            List<Block> blocks = new ArrayList<>();
            blocks.add(
                    new Block.Text("Shift: how far the means of a layer's channels lie from what the model stores, in"
                            + " deviations, averaged over channels; without drift chance makes it about 0.8 of its error. Variance:"
                            + " now over then. Whiskers are two standard errors."));
            blocks.add(new Block.Bars(
                    "Shift of the mean",
                    Block.Axis.linear("deviations"),
                    found.layers().stream()
                            .map(layer -> bar(layer.layer(), layer.shift(), layer.shiftError()))
                            .toList()));
            blocks.add(new Block.Bars(
                    "Variance, now over then",
                    Block.Axis.linear("ratio"),
                    found.layers().stream()
                            .map(layer -> bar(layer.layer(), layer.ratio(), layer.ratioError()))
                            .toList()));
            blocks.addAll(history());
            blocks.add(layers());
            sections.add(new Report.Section("Layers", blocks));
        }
        if (!columns.isEmpty()) {
            sections.add(new Report.Section("Columns", List.of(columnTable())));
        }
        return new Report(
                "Drift",
                sentences(),
                sections,
                List.of(
                        new Report.Fact("model", model.toString()),
                        new Report.Fact("data", data.describe()),
                        new Report.Fact("command", "evenkeel drift " + model + " --data " + word)));
    }

    private static Block.Bar bar(String name, double value, double error) {
        return new Block.Bar(name, value, value - 2 * error, value + 2 * error);
    }

    private List<Block> history() {
        List<Block.Series> series = found.layers().stream()
                .filter(layer -> !layer.history().isEmpty())
                .map(layer -> new Block.Series(
                        layer.layer(),
                        layer.history().stream()
                                .map(point -> (double) point.examples())
                                .toList(),
                        layer.history().stream().map(LayerDrift.Point::shift).toList()))
                .toList();
        return series.isEmpty()
                ? List.of()
                : List.of(new Block.Lines(
                        "Shift from window to window of 256 examples",
                        Block.Axis.linear("examples"),
                        Block.Axis.linear("deviations"),
                        series));
    }

    private static String shown(OptionalDouble value) {
        return value.isPresent() ? shown(value.getAsDouble()) : "-";
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f %%", 100 * share.getAsDouble()) : "-";
    }

    private static String shown(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }
}
