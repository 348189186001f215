package dev.evenkeel.cli;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.table.TableEncoding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import java.util.Optional;
import java.util.function.Function;

/**
 * Data as a model reads it: tables by the encoding that is kept with the model.
 *
 * @param encoding of a model for tables
 * @param split how the test part of its table was held out
 */
record ModelData(Model model, Optional<TableEncoding> encoding, Optional<TrainingPlan.Split> split, Console console) {
    /** The attachment that holds how a table's columns become inputs. */
    static final String ENCODING = "encoding";

    /** The attachment that says how the test part of a table was held out. */
    static final String SPLIT = "split";

    /**
     * Examples with their targets.
     *
     * @param part which part of the data they are
     */
    record Opened(Dataset dataset, String name, Words.Part part) {}

    static ModelData of(Model model, Console console) {
        return new ModelData(
                model,
                attachment(model, ENCODING, TableEncoding::fromJson),
                attachment(model, SPLIT, TrainingPlan.Split::fromJson),
                console);
    }

    /**
     * Reads data for this model.
     *
     * @param usual which part of a set of images, where {@code part} does not say; of a table it is all rows
     * @throws EvenkeelException if the data are of another kind than those the model was made for
     */
    Opened open(DataSource source, String word, Optional<Words.Part> part, Words.Part usual) {
        Opened opened = encoding.isPresent()
                ? rows(source, word, part.orElse(Words.Part.ALL))
                : images(source, word, part.orElse(usual));
        requireFit(opened);
        return opened;
    }

    private Opened rows(DataSource source, String word, Words.Part part) {
        if (part == Words.Part.ALL) {
            LoadedData all = source.testShare(0).open(encoding.orElseThrow());
            if (split.isPresent()
                    && split.get().data().equals(all.name())
                    && split.get().testShare() > 0) {
                console.note("These are all rows of " + all.name() + ", those it was trained on too, if it is the same"
                        + " file. --split test takes the held-out rows alone");
            }
            return new Opened(all.training(), all.name(), part);
        }
        TrainingPlan.Split held = split.filter(known -> known.testShare() > 0)
                .orElseThrow(
                        () -> new EvenkeelException("The model's training held out no test rows, so there is no part '"
                                + part + "'. Leave --split out to take all rows of " + word));
        LoadedData parts = source.testShare(held.testShare()).seed(held.seed()).open(encoding.orElseThrow());
        if (!parts.name().equals(held.data())) {
            console.note("The model was trained on " + held.data() + ", and the parts of " + parts.name()
                    + " are made in the same way, but they are not those of the training");
        }
        return new Opened(part == Words.Part.TEST ? parts.test().orElseThrow() : parts.training(), parts.name(), part);
    }

    private Opened images(DataSource source, String word, Words.Part part) {
        LoadedData loaded = source.open();
        if (loaded.encoding().isPresent()) {
            throw new EvenkeelException(
                    "The model reads examples " + model.network().input() + " and keeps no encoding of"
                            + " a table's columns, but '" + word + "' is a table");
        }
        if (part == Words.Part.ALL) {
            throw new UsageException("Sets of images come in two parts: give --split test or --split training");
        }
        return new Opened(
                part == Words.Part.TEST ? loaded.test().orElseThrow() : loaded.training(), loaded.name(), part);
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

    private static <T> Optional<T> attachment(Model model, String name, Function<JsonObject, T> reader) {
        String text = model.attachments().get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(Json.parse(text).asObject()));
        } catch (JsonException damaged) {
            throw new EvenkeelException(
                    "The model's attachment '" + name + "' is damaged: " + damaged.getMessage()
                            + ". Take an intact copy of the file",
                    damaged);
        }
    }
}
