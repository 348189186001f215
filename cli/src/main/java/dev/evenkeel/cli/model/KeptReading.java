package dev.evenkeel.cli.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.corpus.CorpusKind;
import dev.evenkeel.data.corpus.CorpusRules;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.data.sound.SoundRules;
import dev.evenkeel.data.table.sequence.SequenceColumns;
import dev.evenkeel.data.text.LabelledRules;
import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What a model keeps of how files became its examples.
 *
 * @param imageSize what the images of a folder are resized to
 * @param sound what became of recordings
 * @param texts what became of texts of classes
 * @param sequences which columns of a table made sequences of its rows
 */
public record KeptReading(
        Optional<ImageSize> imageSize,
        Optional<SoundRules> sound,
        Optional<LabelledRules> texts,
        Optional<SequenceColumns> sequences) {
    static KeptReading of(Model model) {
        return new KeptReading(
                KeptAttachments.imageSize(model),
                KeptAttachments.read(model, SoundRules.KEPT, SoundRules::fromJson),
                KeptAttachments.read(model, LabelledRules.KEPT, LabelledRules::fromJson),
                KeptAttachments.read(model, SequenceColumns.KEPT, SequenceColumns::fromJson));
    }

    /** The same without a test part by names. */
    KeptReading whole() {
        return new KeptReading(
                imageSize,
                sound.map(rules -> rules.files(CorpusRules::whole)),
                texts.map(rules -> rules.files(CorpusRules::whole)),
                sequences);
    }

    /** Whether an example is a file of its own, and no image. */
    public boolean ofFiles() {
        return sound.isPresent() || texts.isPresent();
    }

    /** What has the name of an example, as {@code file}, where each has one. */
    public Optional<String> nameOfExamples() {
        return sequences.isPresent() ? Optional.of("sequence") : ofFiles() ? Optional.of("file") : Optional.empty();
    }

    /** Reads recordings and texts so, with these classes, or the files' own if there are none. */
    DataSource applied(DataSource source, Shape input, List<String> classes) {
        return source.sounds(said -> sound.map(kept -> heard(kept, said, input, classes))
                        .orElseGet(() -> said.files(files -> files.forModel(classes))))
                .texts(said -> texts.map(kept -> read(kept, said, classes)).orElseGet(() -> said.forModel(classes)));
    }

    private static SoundRules heard(SoundRules kept, SoundRules said, Shape input, List<String> classes) {
        if (!said.equals(SoundRules.defaults().files(usual -> said.files()))) {
            throw new UsageException(
                    "--sound, --sample-rate, --window, --hop and --mels are those of the model's training, which"
                            + " it keeps: leave them out");
        }
        return kept.files(files -> said.files().isSaid() ? said.files() : files).forModel(input, classes);
    }

    private static LabelledRules read(LabelledRules kept, LabelledRules said, List<String> classes) {
        if (said.longest() != LabelledRules.defaults().longest()) {
            throw new UsageException("--max-characters is that of the model's training, which it keeps: leave it out");
        }
        return kept.files(files -> said.files().isSaid() ? said.files() : files).forModel(classes);
    }

    /** Reads the rows of a table as the time steps of sequences, if the model does. */
    DataSource sequenced(DataSource source, Shape input, List<String> classes) {
        return sequences
                .map(columns -> source.sequences(columns).series(rules -> rules.forModel(input, classes)))
                .orElse(source);
    }

    /** @throws EvenkeelException if the model reads recordings or texts and these are none, or the other way round */
    void require(DataSource source, String word) {
        Optional<CorpusKind> kind = source.corpus();
        if (sound.isPresent() && !kind.equals(Optional.of(CorpusKind.SOUNDS))) {
            throw new EvenkeelException(
                    "The model reads recordings (.wav), alone, in a folder or in a zip archive, but '" + word + "' is "
                            + source.kind());
        }
        if (texts.isPresent() && !kind.equals(Optional.of(CorpusKind.TEXTS))) {
            throw new EvenkeelException("The model reads texts (.txt), alone, in a folder or in a zip archive, but '"
                    + word + "' is " + source.kind());
        }
        if (kind.isPresent() && !ofFiles()) {
            throw new EvenkeelException(
                    "'" + word + "' holds " + (kind.get() == CorpusKind.SOUNDS ? "recordings" : "texts")
                            + ", but the model was not trained on any, so it does not say how they become its examples: use the kind"
                            + " of data it was trained on");
        }
    }
}
