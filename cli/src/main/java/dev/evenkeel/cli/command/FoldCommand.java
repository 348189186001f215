package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.model.ModelData;
import dev.evenkeel.cli.model.ModelFileArgument;
import dev.evenkeel.cli.model.NumberColumnOptions;
import dev.evenkeel.cli.model.UnreadableRowsOption;
import dev.evenkeel.cli.option.DataFolder;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.prediction.LeftOutRows;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evenkeel fold}. */
@Command(
        name = "fold",
        sortOptions = false,
        header = "Folds a model's normalization into its neighbours and shows what that changes on data.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "For each layer what became of it and why; for a folded one the worst channel: how far rounding can move it",
            "on these inputs, by the weights, and how far it did move.",
            "",
            "Examples:",
            "  evenkeel fold run-digits-seed1 --data digits",
            "  evenkeel fold model.onnx --data mnist --json",
            "  evenkeel fold run-digits-seed1 --data digits --out channels.csv"
        })
final class FoldCommand extends Action {
    @Mixin
    private final ModelFileArgument file = new ModelFileArgument();

    @Option(names = "--data", required = true, paramLabel = "DATA", description = "What to measure on, as for train.")
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
            description = "test, training or all. Of data that come in two parts test by default, of others all.")
    private Optional<Words.Part> part = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Also writes bound and difference of every channel to FILE, as CSV.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--overwrite", description = "Replace FILE if it exists.")
    private boolean overwrite;

    FoldCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        out.ifPresent(path -> requireFree(path, overwrite));
        Model model = file.read(console());
        UnreadableRowsOption.Read read = missing.read(
                ModelData.of(model, numbers, console()),
                folder.source(data, console()),
                data,
                console(),
                (known, source) -> known.open(source, data, part, Words.Part.TEST));
        ModelData.Opened opened = read.opened();
        Dataset dataset = opened.dataset();
        if (dataset.size() == 0) {
            throw new EvenkeelException("Folding is measured on examples, but " + opened.name() + " has none there");
        }
        FoldReport report = model.freeze(dataset).folding();
        FoldTable table = new FoldTable(model, report);
        out.ifPresent(path -> write(path, table.csv()));
        JsonObject json = JsonObject.of()
                .with("command", "fold")
                .with("model", file.file().toString())
                .with("data", opened.name())
                .with("split", opened.part().toString());
        String text = String.format(
                Locale.ROOT,
                "%s on %s\n\n%s",
                file.file(),
                opened.name(),
                table.text(console().tableColumns()));
        return new Answer(
                out.map(path -> text + "Channels: " + path + "\n").orElse(text),
                new LeftOutRows(read.problems()).with(table.withFigures(json)),
                missing.code(read.problems()));
    }

    /** @throws EvenkeelException if a file would be replaced that nobody asked to replace */
    static void requireFree(Path path, boolean overwrite) {
        if (Files.exists(path) && !overwrite) {
            throw new EvenkeelException(path + " exists. Give another file, or replace it with --overwrite");
        }
    }

    private static void write(Path path, String text) {
        try {
            Files.writeString(path, text);
        } catch (IOException failed) {
            throw new EvenkeelException(path + " cannot be written: " + failed, failed);
        }
    }
}
