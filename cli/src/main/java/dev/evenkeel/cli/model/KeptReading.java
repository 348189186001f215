package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.corpus.CorpusKind;
import dev.evenkeel.data.corpus.CorpusRules;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.data.sound.SoundRules;
import dev.evenkeel.data.table.sequence.SequenceColumns;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a model keeps of how files became its examples.
 *
 * @param imageSize what the images of a folder are resized to
 * @param sound what became of recordings
 * @param sequences which columns of a table made sequences of its rows
 */
public record KeptReading(
        Optional<ImageSize> imageSize, Optional<SoundRules> sound, Optional<SequenceColumns> sequences) {
    /** The attachment that says what the images of a folder are resized to. */
    static final String IMAGE_SIZE = "imageSize";

    static KeptReading of(Model model) {
        return new KeptReading(
                attachment(model, IMAGE_SIZE, json -> new ImageSize(json.integer("height"), json.integer("width"))),
                attachment(model, SoundRules.KEPT, SoundRules::fromJson),
                attachment(model, SequenceColumns.KEPT, SequenceColumns::fromJson));
    }

    /** The same without a test part by names. */
    KeptReading whole() {
        return new KeptReading(imageSize, sound.map(rules -> rules.files(CorpusRules::whole)), sequences);
    }

    /** Whether an example is a file of its own, and no image. */
    public boolean ofFiles() {
        return sound.isPresent();
    }

    /** Reads recordings so, with these classes, or the files' own if there are none. */
    DataSource applied(DataSource source, Shape input, List<String> classes) {
        return source.sounds(said -> sound.map(kept -> {
                    if (!said.equals(SoundRules.defaults().files(usual -> said.files()))) {
                        throw new UsageException(
                                "--sound, --sample-rate, --window, --hop and --mels are those of the model's training, which"
                                        + " it keeps: leave them out");
                    }
                    return kept.files(files -> said.files().isSaid() ? said.files() : files)
                            .forModel(input, classes);
                })
                .orElse(said));
    }

    /** Reads the rows of a table as the time steps of sequences, if the model does. */
    DataSource sequenced(DataSource source, Shape input, List<String> classes) {
        return sequences
                .map(columns -> source.sequences(columns).series(rules -> rules.forModel(input, classes)))
                .orElse(source);
    }

    /** @throws EvenkeelException if the model reads recordings and these are none, or the other way round */
    void require(DataSource source, String word) {
        boolean recordings = source.corpus().equals(Optional.of(CorpusKind.SOUNDS));
        if (sound.isPresent() != recordings) {
            throw new EvenkeelException(
                    recordings
                            ? "'" + word
                                    + "' holds recordings, but the model was not trained on any, so it does not say how"
                                    + " they become its examples: use the kind of data it was trained on"
                            : "The model reads recordings (.wav), alone, in a folder or in a zip archive, but '" + word
                                    + "' is " + source.kind());
        }
    }

    static <T> Optional<T> attachment(Model model, String name, Function<JsonObject, T> reader) {
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
