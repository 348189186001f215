package dev.evenkeel.cli.run;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.CommandWords;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.series.SeriesSet;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.drift.stream.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells people who gave a file of another kind than was needed what it is and where it belongs. */
public final class FileKind {
    private static final int HEAD_BYTES = 512;
    private static final List<String> TABLES = List.of(".csv", ".tsv", ".arff", ".csv.gz", ".tsv.gz", ".arff.gz");
    private static final List<String> IMAGES = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif");
    private static final List<String> MODELS = List.of(".safetensors", ".onnx");
    private static final List<String> NETWORKS = List.of(".yaml", ".yml");
    private static final String GIVE_A_MODEL =
            "The model here is the model.safetensors that 'evenkeel train' wrote, its folder, or an .onnx file";

    private FileKind() {}

    /** @throws EvenkeelException if it is a table, an image, a description, a record, or a folder of images */
    public static void requireModel(Path given) {
        String shown = CommandWords.shell(given.toString());
        if (Files.isDirectory(given)) {
            if (!Files.exists(given.resolve("model.safetensors")) && holdsImages(given)) {
                throw isNoModel(given, "a folder of images", "evenkeel train --data " + shown + " learns from it");
            }
        } else if (has(given, TABLES)) {
            throw isNoModel(
                    given,
                    "a table",
                    "evenkeel train --data " + shown + " learns from it, and evenkeel predict MODEL --data " + shown
                            + " predicts its rows");
        } else if (has(given, IMAGES)) {
            throw isNoModel(given, "an image", "evenkeel predict MODEL --data " + shown + " predicts it");
        } else if (has(given, NETWORKS)) {
            throw isNoModel(
                    given,
                    "the description of a network without weights",
                    "evenkeel train --network " + shown + " trains it, and evenkeel audit " + shown + " looks at it");
        } else if (ofRun(given).isPresent()) {
            throw new EvenkeelException(given + " belongs to a run, but is not its model. Give the run's folder: "
                    + ofRun(given).get());
        } else if (!has(given, MODELS) && isText(given)) {
            throw isNoModel(
                    given, "text", "A table or a list of images goes to --data: evenkeel train --data " + shown);
        }
    }

    /** @throws EvenkeelException if it is a model, the folder of one, or the description of a network */
    public static void requireData(String word) {
        Optional<Path> path = existing(word);
        if (path.isEmpty()) {
            return;
        }
        Path given = path.get();
        String shown = CommandWords.shell(word);
        if (Files.isDirectory(given) && RunState.isTraining(given)) {
            throw new EvenkeelException(given + " is the folder of a model's training, not data. The model goes before"
                    + " --data: evenkeel predict " + shown + " --data DATA. To train it further: evenkeel train --from "
                    + shown + " --data DATA");
        }
        if (InputFile.isOne(given)) {
            throw new EvenkeelException(given + " holds inputs that a server collected, as the network reads them and"
                    + " without targets. evenkeel drift MODEL --data " + shown
                    + " and evenkeel recalibrate MODEL --data "
                    + shown + " read it");
        }
        if (Files.isRegularFile(given) && has(given, MODELS)) {
            throw new EvenkeelException(given + " is a model, not data. The model goes before --data: evenkeel predict "
                    + shown + " --data DATA. To train it further: evenkeel train --from " + shown + " --data DATA");
        }
        if (Files.isRegularFile(given) && has(given, NETWORKS)) {
            throw new EvenkeelException(given + " describes a network, and holds no data. It goes to --network:"
                    + " evenkeel train --data DATA --network " + shown);
        }
        if (Files.isRegularFile(given) && ofRun(given).isPresent()) {
            throw new EvenkeelException(given + " belongs to a run, and holds no data. Give what was learnt from, or"
                    + " other data of its kind");
        }
    }

    /** @throws EvenkeelException if it is an image or time series, which a model for tables cannot read */
    public static void requireTable(String word, TableEncoding encoding) {
        if (SeriesSet.isNamed(word)) {
            throw new EvenkeelException("The model reads the columns " + String.join(", ", encoding.columns())
                    + " of a table, but '" + word + "' is " + DataKind.SERIES);
        }
        if (existing(word).filter(FileKind::isImage).isPresent()) {
            throw new EvenkeelException("The model reads the columns " + String.join(", ", encoding.columns())
                    + " of a table, but '" + word + "' is an image");
        }
    }

    private static boolean isImage(Path file) {
        return has(file, IMAGES);
    }

    /** The folder of the run that wrote a file which is not its model. */
    private static Optional<Path> ofRun(Path file) {
        return has(file, MODELS) ? Optional.empty() : folderOfRun(file);
    }

    /** The folder of the run that a file lies in. */
    static Optional<Path> folderOfRun(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        boolean inRun = parent != null && Files.isRegularFile(file) && Files.exists(parent.resolve("run.json"));
        return inRun ? Optional.of(file.getParent() == null ? Path.of(".") : file.getParent()) : Optional.empty();
    }

    private static EvenkeelException isNoModel(Path given, String kind, String use) {
        return new EvenkeelException(given + " is " + kind + ", not a model: " + use + ". " + GIVE_A_MODEL);
    }

    private static boolean has(Path file, List<String> endings) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return endings.stream().anyMatch(name::endsWith);
    }

    private static Optional<Path> existing(String word) {
        try {
            Path path = Path.of(word);
            return Files.exists(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException noName) {
            return Optional.empty();
        }
    }

    /** Within it or its folders, not deeper. */
    private static boolean holdsImages(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 3)) {
            return files.anyMatch(FileKind::isImage);
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }

    /** Whether a file begins with text in UTF-8, without letters that command. */
    private static boolean isText(Path file) {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        } catch (IOException unreadable) {
            return false;
        }
        int end = head.length;
        while (head.length == HEAD_BYTES && end > 0 && head[end - 1] < 0) {
            end--;
        }
        for (int at = 0; at < end; at++) {
            if (head[at] >= 0 && head[at] < ' ' && "\t\n\r\f".indexOf(head[at]) < 0) {
                return false;
            }
        }
        try {
            return end > 0
                    && StandardCharsets.UTF_8
                                    .newDecoder()
                                    .decode(ByteBuffer.wrap(head, 0, end))
                                    .length()
                            > 0;
        } catch (CharacterCodingException binary) {
            return false;
        }
    }
}
