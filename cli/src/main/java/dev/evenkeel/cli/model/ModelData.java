package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.cli.run.FileKind;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.Division;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.image.ImageRules;
import dev.evenkeel.data.table.encoding.NumberColumns;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.data.text.TextRules;
import dev.evenkeel.data.text.Vocabulary;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Data as a model reads it: tables by the encoding that is kept with the model, images in its size, with its classes.
 *
 * @param encoding of a model for tables
 * @param reading what else of how files became examples is kept with it
 * @param split how the test part of data without one was held out
 * @param numbers what was said of tables for a model without an encoding
 */
public record ModelData(
        Model model,
        Optional<TableEncoding> encoding,
        KeptReading reading,
        Optional<TrainingPlan.Split> split,
        NumberColumnOptions numbers,
        Console console) {
    /** The attachment that says what the tokens of a language model are; the outputs' labels name them. */
    static final String TOKENS = "tokens";

    /** The attachment that says that missing values of time series were imputed. */
    static final String MISSING = "missing";

    /** The attachment that says how the test part of data without one was held out. */
    static final String SPLIT = "split";

    /**
     * Examples with their targets.
     *
     * @param part which part of the data they are
     */
    public record Opened(Dataset dataset, String name, Words.Part part) {}

    public static ModelData of(Model model, Console console) {
        return of(model, new NumberColumnOptions(), console);
    }

    public static ModelData of(Model model, NumberColumnOptions numbers, Console console) {
        return new ModelData(
                model,
                KeptAttachments.encoding(model),
                KeptReading.of(model),
                KeptAttachments.read(model, SPLIT, TrainingPlan.Split::fromJson),
                numbers,
                console);
    }

    /**
     * Reads data for this model.
     *
     * @param usual which part of data that come in two parts, where {@code part} does not say; of others it is all
     * @throws EvenkeelException if the data are of another kind than those the model was made for
     */
    public Opened open(DataSource source, String word, Optional<Words.Part> part, Words.Part usual) {
        return open(source.targetOptional(), numbers.of(model).inputsOnly(), word, part, usual);
    }

    /**
     * As {@link #open}, of tables for a model without an encoding with their targets too.
     *
     * @throws EvenkeelException if there are none
     */
    public Opened openWithTargets(DataSource source, String word, Optional<Words.Part> part, Words.Part usual) {
        return open(source, numbers.of(model), word, part, usual);
    }

    private Opened open(
            DataSource source, NumberColumns columns, String word, Optional<Words.Part> part, Words.Part usual) {
        boolean whole = part.orElse(Words.Part.ALL) == Words.Part.ALL;
        LoadedData loaded = read(whole ? source.testShare(0) : divided(source), columns, word);
        boolean given = loaded.division() == Division.GIVEN;
        if (given && part.isEmpty() && loaded.kind() == DataKind.SERIES && isFileOfOtherPart(word, usual)) {
            console.note(loaded.name() + " comes in two parts, whichever file is given, and these are those of the "
                    + usual + " part: --split takes the other");
        }
        Opened opened =
                given ? given(loaded, part.orElse(usual)) : bySeed(loaded, word, part.orElse(Words.Part.ALL), usual);
        requireFit(opened);
        return opened;
    }

    private static boolean isFileOfOtherPart(String word, Words.Part part) {
        String own = part == Words.Part.TEST ? "_test.ts" : "_train.ts";
        return Files.isRegularFile(Path.of(word))
                && !word.toLowerCase(Locale.ROOT).contains(own);
    }

    /** The same that reads tables by another encoding. */
    ModelData with(TableEncoding other) {
        return new ModelData(model, Optional.of(other), reading, split, numbers, console);
    }

    private LoadedData read(DataSource source, NumberColumns columns, String word) {
        if (numbers.apply(this, source, word)) {
            LoadedData loaded = source.open(columns);
            loaded.notes().forEach(console::note);
            return loaded;
        }
        if (encoding.isPresent()) {
            FileKind.requireTable(word, encoding.get());
            LoadedData loaded = reading.sequenced(
                            source, model.network().input(), model.output().labels())
                    .open(encoding.get());
            if (reading.sequences().isPresent()) {
                loaded.notes().forEach(console::note);
            }
            return loaded;
        }
        DataSource fitted = fitted(source, model.output().labels());
        reading.require(fitted, word);
        LoadedData loaded = fitted.open();
        if (reading.ofFiles()) {
            loaded.notes().forEach(console::note);
        }
        if (loaded.encoding().isPresent()) {
            throw new EvenkeelException("The model reads examples "
                    + model.network().input() + ", which are no rows of numbers, but '" + word + "' is a table");
        }
        return loaded;
    }

    /**
     * Images, time series and texts of files as the model reads them, classes those that are given, or else the data's own.
     */
    public DataSource fitted(DataSource source, List<String> classes) {
        Shape input = model.network().input();
        if (readsText()) {
            Vocabulary vocabulary = new Vocabulary(model.output().labels());
            return source.text(TextRules.of(input.positions()).vocabulary(vocabulary));
        }
        return reading.applied(source, input, classes)
                .series(rules -> rules.forModel(input, classes))
                .images(rules -> {
                    ImageRules read = rules.forModel(input, classes);
                    return reading.imageSize().map(read::size).orElse(read);
                });
    }

    /**
     * All examples of files, of those that come in folders of parts the test part; classes need not be known.
     *
     * @throws EvenkeelException if they are of another kind than those the model was made for
     */
    public Opened files(DataSource source, String word) {
        ModelData whole = new ModelData(model, encoding, reading.whole(), split, numbers, console);
        LoadedData loaded = whole.read(source.targetOptional().testShare(0), numbers.of(model), word);
        Opened opened = new Opened(loaded.test().orElse(loaded.training()), loaded.name(), Words.Part.ALL);
        requireFit(opened);
        return opened;
    }

    /** Whether missing values of time series were imputed in training. */
    boolean imputesSeries() {
        return model.attachments().containsKey(MISSING);
    }

    /** Whether it is a language model that a text was learnt by. */
    public boolean readsText() {
        return model.attachments().containsKey(TOKENS);
    }

    /** Whether the model reads images, so that a text file lists them. */
    public boolean readsImages() {
        return encoding.isEmpty() && model.network().input().rank() == 3;
    }

    private DataSource divided(DataSource source) {
        return split.map(held -> source.testShare(held.testShare()).seed(held.seed()))
                .orElse(source.testShare(0));
    }

    private static Opened given(LoadedData loaded, Words.Part part) {
        if (part == Words.Part.ALL) {
            throw new UsageException(loaded.name() + " comes in two parts: give --split test or --split training");
        }
        return new Opened(
                part == Words.Part.TEST ? loaded.test().orElseThrow() : loaded.training(), loaded.name(), part);
    }

    private Opened bySeed(LoadedData loaded, String word, Words.Part part, Words.Part usual) {
        String examples = loaded.kind().examples();
        Optional<TrainingPlan.Split> held = split.filter(known -> known.testShare() > 0);
        boolean trainedOn = held.isPresent() && held.get().data().equals(loaded.name());
        if (part == Words.Part.ALL) {
            if (trainedOn) {
                console.note("These are all " + examples + " of " + loaded.name()
                        + (usual == Words.Part.TRAINING
                                ? ", those held out for the test too, if these are the same data. --split training takes the "
                                        + examples + " of the training alone"
                                : ", those the model was trained on too, if these are the same data. --split test takes the"
                                        + " held-out " + examples + " alone"));
            }
            return new Opened(loaded.training(), loaded.name(), part);
        }
        if (held.isEmpty()) {
            throw new EvenkeelException("The model's training held out no test " + examples + ", so there is no part '"
                    + part + "'. Leave --split out to take all " + examples + " of " + word);
        }
        if (!trainedOn) {
            console.note("The model was trained on " + held.get().data() + ", and the parts of " + loaded.name()
                    + " are made in the same way, but they are not those of the training");
        }
        Dataset test = loaded.test().orElseThrow();
        return new Opened(part == Words.Part.TEST ? test : loaded.training(), loaded.name(), part);
    }

    private void requireFit(Opened opened) {
        Dataset dataset = opened.dataset();
        if (!dataset.inputShape().equals(model.network().input())) {
            throw new EvenkeelException(
                    "The model reads examples " + model.network().input() + ", but those of " + opened.name() + " are "
                            + dataset.inputShape() + ". Use the kind of data it was trained on");
        }
        if (dataset.target() instanceof Target.Classes classes
                && !model.output().labels().isEmpty()) {
            int known = model.output().labels().size();
            if (classes.count() > known) {
                throw new EvenkeelException("The model knows " + known + " classes, but " + opened.name() + " has "
                        + classes.count() + ". Use the kind of data it was trained on");
            }
            if (!classes.labels().equals(model.output().labels().subList(0, classes.count()))) {
                console.note("The classes of " + opened.name() + " are called " + classes.labels()
                        + ", those of the model " + model.output().labels() + ": they are compared by their order");
            }
        }
    }
}
