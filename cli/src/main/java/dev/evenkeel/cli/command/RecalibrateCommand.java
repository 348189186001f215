package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.Counted;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.model.CollectedInputs;
import dev.evenkeel.cli.model.ModelData;
import dev.evenkeel.cli.model.ModelFileArgument;
import dev.evenkeel.cli.model.NumberColumnOptions;
import dev.evenkeel.cli.model.UnreadableRowsOption;
import dev.evenkeel.cli.option.DataFolder;
import dev.evenkeel.cli.option.Limits;
import dev.evenkeel.cli.option.ThreadsOption;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.prediction.LeftOutRows;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.PopulationStatistics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel recalibrate}. */
@Command(
        name = "recalibrate",
        sortOptions = false,
        header = "Gathers the running statistics of batch normalization anew, over all given examples.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "The weights stay. Layer by layer unless --all-at-once: each with those before it already final.",
            "",
            "Examples:",
            "  evenkeel recalibrate run-digits-seed1/model.safetensors --data digits --out precise.safetensors",
            "  evenkeel recalibrate run-iris-seed1 --data iris.csv --split training --out iris.safetensors"
        })
final class RecalibrateCommand extends Action {
    @Mixin
    private final ModelFileArgument file = new ModelFileArgument();

    @Option(names = "--data", required = true, paramLabel = "DATA", description = "What to gather from, as for train.")
    private String data = "";

    @Mixin
    private final DataFolder folder = new DataFolder();

    @Mixin
    private final UnreadableRowsOption missing = new UnreadableRowsOption();

    @Mixin
    private final NumberColumnOptions numbers = new NumberColumnOptions();

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "training, test or all; training by default of data that come in two parts, else all.")
    private Optional<Words.Part> part = Optional.empty();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the new model goes.")
    private Path out = Path.of("");

    @Option(names = "--overwrite", description = "Replace FILE if it exists.")
    private boolean overwrite;

    @Option(
            names = "--all-at-once",
            description = "In one pass, each batch normalised by its own statistics, as in training.")
    private boolean allAtOnce;

    @Option(names = "--batch", paramLabel = "N", description = "Examples per batch for --all-at-once; 128 by default.")
    private int batch = 128;

    @Option(
            names = "--keep-dropout",
            description = "Dropout drops meanwhile, as when train gathers its statistics; it is off by default.")
    private boolean keepDropout;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "What --keep-dropout draws from; 1 is the default. With the seed of the training and all its data "
                            + "the statistics are those that train leaves.")
    private long seed = 1;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    RecalibrateCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        Limits.atLeastOne("--batch", batch);
        if (allAtOnce && keepDropout) {
            throw new UsageException("--keep-dropout goes layer by layer: leave --all-at-once out");
        }
        if (Files.exists(out) && !overwrite) {
            throw new EvenkeelException(out + " exists. Give another --out, or replace it with --overwrite");
        }
        Model model = file.read(console());
        List<String> layers = model.network().nodes().stream()
                .filter(node -> node.layer() instanceof PopulationStatistics
                        && !node.frozen().statistics())
                .map(Node::name)
                .toList();
        if (layers.isEmpty()) {
            throw new EvenkeelException(file.file() + " has no layer with running statistics to gather anew that its"
                    + " description does not freeze");
        }
        UnreadableRowsOption.Read read = CollectedInputs.isOne(data)
                ? CollectedInputs.read(data, model, missing, numbers, part)
                : missing.read(
                        ModelData.of(model, numbers, console()),
                        folder.source(data, console()),
                        data,
                        console(),
                        (known, source) -> known.open(source, data, part, Words.Part.TRAINING));
        ModelData.Opened opened = read.opened();
        Dataset dataset = opened.dataset();
        Pooling pooling = Pooling.standard().threads(threads.count());
        Pooling how = keepDropout ? pooling.keepingDropout(seed) : pooling;
        Model changed = allAtOnce ? model.recalibrateAllAtOnce(dataset, batch) : model.recalibrate(dataset, how);
        String procedure = allAtOnce ? "allAtOnce" : "layerByLayer";
        JsonObject note = JsonObject.of()
                .with("procedure", procedure)
                .with("data", opened.name())
                .with("split", opened.part().toString())
                .with("examples", dataset.size())
                .with("sha256", dataset.fingerprint());
        note = keepDropout
                ? note.with("dropout", Settings.wordOf(how.dropout())).with("seed", seed)
                : note;
        note = allAtOnce ? note.with("batch", batch) : note;
        withColumns(changed, dataset)
                .withAttachment(Model.RECALIBRATION, note.toString())
                .write(out);
        String text = String.format(
                Locale.ROOT,
                "Statistics of %d %s gathered anew over %s of %s, %s\nModel: %s\n",
                layers.size(),
                layers.size() == 1 ? "layer" : "layers",
                Counted.of(dataset.size(), "example"),
                opened.name(),
                allAtOnce ? "all at once" : "layer by layer",
                out);
        JsonObject json = JsonObject.of()
                .with("command", "recalibrate")
                .with("from", file.file().toString())
                .with("model", out.toString())
                .with("data", opened.name())
                .with("split", opened.part().toString())
                .with("examples", dataset.size())
                .with("layers", JsonArray.ofStrings(layers))
                .with("procedure", procedure);
        return new Answer(text, new LeftOutRows(read.problems()).with(json), missing.code(read.problems()));
    }

    /** With the columns of these rows, where it kept those of the training's: further drift is told beside them. */
    private static Model withColumns(Model model, Dataset dataset) {
        return KeptAttachments.encoding(model)
                .filter(encoding -> model.attachments().containsKey(TableDrift.KEPT)
                        && encoding.inputShape().equals(dataset.inputShape()))
                .map(encoding -> model.withAttachment(
                        TableDrift.KEPT, TableDrift.stored(encoding, dataset).toString()))
                .orElse(model);
    }
}
