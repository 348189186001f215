package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.Counted;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.model.ForeignFormats;
import dev.evenkeel.cli.model.ModelFileArgument;
import dev.evenkeel.cli.model.StoredModel;
import dev.evenkeel.cli.option.Limits;
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
import picocli.CommandLine.Parameters;

/** {@code evenkeel convert}. */
@Command(
        name = "convert",
        sortOptions = false,
        header = "Converts a model between .safetensors and .onnx.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  evenkeel convert run-digits-seed1 digits.onnx",
            "  evenkeel convert run-digits-seed1 digits.onnx --folded --opset 21",
            "  evenkeel convert resnet.onnx resnet.safetensors",
            "  evenkeel convert state_dict.safetensors model.safetensors --network resnet.yaml"
        })
final class ConvertCommand extends Action {
    @Mixin
    private final ModelFileArgument in = new ModelFileArgument();

    @Parameters(index = "1", paramLabel = "OUT", description = "Where it goes; it ends in .safetensors or .onnx.")
    private Path out = Path.of("");

    @Option(names = "--folded", description = "Normalization folded into its neighbours; to .onnx.")
    private boolean folded;

    @Option(names = "--opset", paramLabel = "N", description = "Version of the ONNX operators; 17 by default.")
    private Optional<Integer> opset = Optional.empty();

    @Option(names = "--overwrite", description = "Replace OUT if it exists.")
    private boolean overwrite;

    ConvertCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        check();
        StoredModel stored = in.stored();
        StoredModel.Format format = stored.format();
        if (format == StoredModel.Format.EVENKEEL && !StoredModel.isOnnx(out)) {
            throw new UsageException(
                    stored.file() + " is such a model.safetensors already: convert it to .onnx, or copy it");
        }
        Model model = in.read(console());
        int foldedLayers = write(model);
        if (format == StoredModel.Format.ONNX && StoredModel.isOnnx(out)) {
            ForeignFormats.changes(stored.file(), out).forEach(console()::warn);
        }
        JsonObject json = JsonObject.of()
                .with("command", "convert")
                .with("from", stored.file().toString())
                .with("fromFormat", format.name().toLowerCase(Locale.ROOT))
                .with("model", out.toString())
                .with("layers", model.network().nodes().size())
                .with("parameters", model.network().parameterCount())
                .with("bytesRead", size(stored.file()))
                .with("bytesWritten", size(out));
        if (StoredModel.isOnnx(out)) {
            json = json.with("opset", opset.orElse(ForeignFormats.USUAL_OPSET)).with("foldedLayers", foldedLayers);
        }
        return new Answer(text(model, stored.file(), foldedLayers), json);
    }

    private String text(Model model, Path from, int foldedLayers) {
        String how = StoredModel.isOnnx(out) ? ", opset " + opset.orElse(ForeignFormats.USUAL_OPSET) : "";
        String gone = folded ? ", " + foldedLayers + (foldedLayers == 1 ? " layer" : " layers") + " folded away" : "";
        return String.format(
                Locale.ROOT,
                "Read %s: %s, %s, %,d bytes\nWrote %s%s%s: %,d bytes\n",
                from,
                Counted.of(model.network().nodes().size(), "layer"),
                Counted.of(model.network().parameterCount(), "parameter"),
                size(from),
                out,
                how,
                gone,
                size(out));
    }

    private void check() {
        boolean toOnnx = StoredModel.isOnnx(out);
        if (!toOnnx && !out.toString().endsWith(".safetensors")) {
            throw new UsageException("OUT needs to end in .safetensors or .onnx, but got '" + out + "'");
        }
        if (!toOnnx && folded) {
            throw new UsageException("--folded is for .onnx: a model.safetensors keeps its normalization, and is folded"
                    + " whenever it is frozen");
        }
        if (!toOnnx && opset.isPresent()) {
            throw new UsageException("--opset is for .onnx, but '" + out + "' is another kind of file");
        }
        opset.ifPresent(version -> Limits.atLeastOne("--opset", version));
        FoldCommand.requireFree(out, overwrite);
    }

    /** How many layers were folded away. */
    private int write(Model model) {
        if (!StoredModel.isOnnx(out)) {
            model.write(out);
            return 0;
        }
        if (folded) {
            int foldedLayers = model.freeze().folding().count(FoldReport.Outcome.FOLDED);
            ForeignFormats.writeFoldedOnnx(model, out, opset.orElse(ForeignFormats.USUAL_OPSET));
            return foldedLayers;
        }
        ForeignFormats.writeOnnx(model, out, opset.orElse(ForeignFormats.USUAL_OPSET));
        return 0;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException failed) {
            throw new EvenkeelException(file + " cannot be read: " + failed, failed);
        }
    }
}
