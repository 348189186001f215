package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.formats.weights.KnownNetwork;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.formats.weights.WeightsImport;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a model from elsewhere does not say itself. */
final class ForeignOptions {
    @Option(
            names = "--origin",
            paramLabel = "WORD",
            description = "Whose names and layouts weights have: pytorch (the default), keras, flax or burn.")
    private Optional<Words.Origin> origin = Optional.empty();

    @Option(
            names = "--rename",
            paramLabel = "THEIRS=OURS",
            description = "Other names for tensors of weights, by a regular expression for whole names, as "
                    + "'backbone[.](.*)=$1'; may be said several times.")
    private List<String> renames = new ArrayList<>();

    @Option(
            names = "--without",
            paramLabel = "THEIRS",
            description =
                    "Tensors of weights that are no part of the network, by a regular expression for whole names, "
                            + "as 'optimizer[.].*'; may be said several times.")
    private List<String> leftOut = new ArrayList<>();

    @Option(
            names = "--match",
            paramLabel = "HOW",
            description =
                    "How layers of weights find those of the network: name (the default), or order: by kind, shape "
                            + "and the order of their names; a table shows what went where.")
    private Optional<Words.Match> match = Optional.empty();

    @Option(
            names = "--input",
            paramLabel = "SHAPE",
            description =
                    "What a built-in --network reads, as 28,28,1, of a gru 29,12; of resnets 32,32,3, of the mlp what its "
                            + "weights take by default. Of weights that need no --network how many positions a sequence has.")
    private Optional<String> input = Optional.empty();

    @Option(
            names = "--heads",
            paramLabel = "N",
            description = "How many heads the attention of weights has that need no --network, as GPT-2's; 64 channels "
                    + "each by default in GPT-2 and BERT.")
    private Optional<Integer> heads = Optional.empty();

    @Option(
            names = "--classes",
            paramLabel = "A,B,...",
            description =
                    "What the outputs of a model from elsewhere are called, in order; or a FILE with a name a line.")
    private Optional<String> classes = Optional.empty();

    /** The library that wrote weights; PyTorch by default. */
    Words.Origin origin() {
        return origin.orElse(Words.Origin.PYTORCH);
    }

    Optional<Shape> input() {
        return input.map(text -> {
            try {
                int[] extents = Arrays.stream(text.replace("x", ",").split(",", -1))
                        .mapToInt(part -> Integer.parseInt(part.strip()))
                        .toArray();
                return Shape.of(extents);
            } catch (IllegalArgumentException wrong) {
                throw new UsageException("--input needs the extents of an example, as 28,28,1, but got '" + text + "'");
            }
        });
    }

    boolean isMatchedByOrder() {
        return match.orElse(Words.Match.NAME) == Words.Match.ORDER;
    }

    /** The option that speaks of weights alone, if one was said. */
    Optional<String> forWeights() {
        if (origin.isPresent()) {
            return Optional.of("--origin");
        }
        if (!renames.isEmpty()) {
            return Optional.of("--rename");
        }
        if (!leftOut.isEmpty()) {
            return Optional.of("--without");
        }
        if (heads.isPresent()) {
            return Optional.of("--heads");
        }
        return match.isPresent()
                ? Optional.of("--match")
                : input.isPresent() ? Optional.of("--input") : Optional.empty();
    }

    /** Whether anything was said. */
    boolean areSaid() {
        return forWeights().isPresent() || classes.isPresent();
    }

    /** Whether weights tell their network by their names. */
    boolean areKnown(Path file) {
        return origin() == Words.Origin.PYTORCH && PyTorch.known(file).isKnown();
    }

    /** Weights that tell their network by their names. */
    KnownNetwork known(Path file) {
        if (!renames.isEmpty() || !leftOut.isEmpty() || match.isPresent()) {
            throw new UsageException("--rename, --without and --match need a network that is described: say --network"
                    + " FILE.yaml, or leave them out");
        }
        KnownNetwork known = PyTorch.known(file);
        known = heads.isPresent() ? known.heads(heads.get()) : known;
        Optional<Shape> shape = input();
        return shape.isPresent() ? known.positions(shape.get().extent(0)) : known;
    }

    WeightsImport weights(Path file) {
        if (heads.isPresent()) {
            throw new UsageException("--heads is of weights that need no --network: say heads in its description");
        }
        WeightsImport weights = ForeignFormats.weights(origin(), file);
        for (String pattern : leftOut) {
            weights = weights.without(pattern);
        }
        for (String rename : renames) {
            int equals = rename.lastIndexOf('=');
            if (equals < 1) {
                throw new UsageException(
                        "--rename needs THEIRS=OURS, as 'backbone[.](.*)=$1', but got '" + rename + "'");
            }
            weights = weights.rename(rename.substring(0, equals), rename.substring(equals + 1));
        }
        return isMatchedByOrder() ? weights.byOrder() : weights;
    }

    /** The model with its classes named, if names were given. */
    Model named(Model model) {
        if (classes.isPresent() && !model.output().labels().isEmpty()) {
            throw new UsageException("The model names its classes itself ("
                    + String.join(", ", model.output().labels()) + "): leave --classes out");
        }
        return classes.map(text -> model.withLabels(labels(text))).orElse(model);
    }

    private static List<String> labels(String text) {
        Optional<Path> file = file(text);
        if (file.isEmpty()) {
            return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        }
        try {
            String content = Files.readString(file.get());
            return content.stripLeading().startsWith("[")
                    ? Json.parse(content).asArray().toStrings()
                    : content.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList();
        } catch (JsonException wrong) {
            throw new EvenkeelException(file.get() + " is no list of names in JSON: " + wrong.getMessage(), wrong);
        } catch (IOException failed) {
            throw new EvenkeelException(
                    file.get() + " cannot be read as text in UTF-8, with the name of a class in each line: "
                            + failed.getMessage(),
                    failed);
        }
    }

    private static Optional<Path> file(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Files::isRegularFile);
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }
}
