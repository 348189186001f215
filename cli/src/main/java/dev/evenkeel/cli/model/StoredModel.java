package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.TextTable;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.run.FileKind;
import dev.evenkeel.cli.run.RunState;
import dev.evenkeel.formats.ForeignFile;
import dev.evenkeel.formats.weights.LoadedWeights;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.text.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A model in a file, ours or another library's.
 *
 * @param given the file, or the folder of a run
 * @param network the network, for a file that holds weights alone
 * @param foreign what was said of a model from elsewhere
 * @param onnx how an ONNX file is read
 */
public record StoredModel(Path given, Optional<String> network, ForeignOptions foreign, OnnxOptions onnx) {
    /** What kind of file it is. */
    public enum Format {
        /** A model with its network. */
        EVENKEEL,
        /** Weights alone, as a state dict. */
        WEIGHTS,
        ONNX
    }

    public Path file() {
        return Files.isDirectory(given) ? given.resolve("model.safetensors") : given;
    }

    /**
     * Looks into the file as far as needed.
     *
     * @throws EvenkeelException if there is no such file, or the description that it needs is missing or one too many
     */
    public Format format() {
        requireFile();
        FileKind.requireModel(file());
        ForeignFile.refuse(file());
        Format format = isOnnx(file()) ? Format.ONNX : ofSafetensors();
        if (format == Format.WEIGHTS && network.isEmpty() && !foreign.areKnown(file())) {
            throw new EvenkeelException(file() + " holds weights, but not the network they belong to. Describe it in a"
                    + " file and say --network FILE.yaml, or name a built-in one, as --network resnet20. GPT-2, BERT and"
                    + " PyTorch's encoders, attention, LSTM and GRU are known by their tensors' names, where a file has"
                    + " no others");
        }
        if (format != Format.WEIGHTS && network.isPresent()) {
            throw new UsageException(file() + " holds its own network: leave --network " + network.get() + " out");
        }
        foreign.forWeights().filter(option -> format != Format.WEIGHTS).ifPresent(option -> {
            throw new UsageException(
                    option + " speaks of weights alone, but " + file() + " holds a whole model: leave it out");
        });
        if (format != Format.ONNX && onnx.isSaid()) {
            throw onnx.misplaced(file());
        }
        return format;
    }

    /** @param console for what a reader should know about the file */
    Model read(Console console) {
        return switch (format()) {
            case EVENKEEL -> ForeignFormats.readOwn(file(), console);
            case ONNX -> ForeignFormats.readOnnx(file(), onnx, console);
            case WEIGHTS -> readWeights(console);
        };
    }

    private Model readWeights(Console console) {
        if (network.isEmpty()) {
            LoadedWeights known = foreign.known(file()).read();
            known.report().remarks().forEach(console::warn);
            return known.model();
        }
        Network described = new NetworkWord(network.orElseThrow(), foreign.input()).of(file());
        LoadedWeights loaded = foreign.weights(file()).read(described);
        loaded.report().remarks().forEach(console::warn);
        if (foreign.isMatchedByOrder()) {
            List<List<String>> rows = loaded.report().tensors().stream()
                    .map(tensor -> List.of(
                            tensor.from(),
                            tensor.fromShape().toString(),
                            tensor.to(),
                            tensor.toShape().toString()))
                    .toList();
            console.note("Matched by kind, shape and order:\n"
                    + TextTable.of(
                                    new Block.Table("", List.of("file", "shape", "network", "shape"), rows),
                                    console.tableColumns())
                            .stripTrailing());
        }
        return loaded.model();
    }

    public static boolean isOnnx(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    private Format ofSafetensors() {
        try (SafetensorsFile opened = SafetensorsFile.read(file())) {
            return opened.metadata().containsKey("evenkeel.format") ? Format.EVENKEEL : Format.WEIGHTS;
        }
    }

    private void requireFile() {
        if (Files.isDirectory(given)) {
            ForeignFile.refuse(given);
            FileKind.requireModel(given);
            RunState.of(given).model();
        } else if (!Files.exists(given)) {
            Path folder = given.toAbsolutePath().getParent();
            if (given.endsWith("model.safetensors") && folder != null && RunState.isTraining(folder)) {
                RunState.of(folder).model();
            }
            throw new EvenkeelException("There is no model " + given + Suggestion.nearFile(given));
        }
    }
}
