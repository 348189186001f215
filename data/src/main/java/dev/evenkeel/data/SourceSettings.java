package dev.evenkeel.data;

import dev.evenkeel.data.download.Progress;
import dev.evenkeel.data.image.ImageRules;
import dev.evenkeel.data.series.SeriesRules;
import dev.evenkeel.data.sound.SoundRules;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.sequence.SequenceColumns;
import dev.evenkeel.data.text.LabelledRules;
import dev.evenkeel.data.text.TextRules;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** What a source was told. Changed only on a fresh copy, before anyone else sees it. */
final class SourceSettings {
    Optional<Path> directory = Optional.empty();
    EncodingRules tables = EncodingRules.defaults();
    TableFormat format = TableFormat.automatic();
    ImageRules images = ImageRules.defaults();
    SeriesRules series = SeriesRules.defaults();
    SoundRules sounds = SoundRules.defaults();
    LabelledRules texts = LabelledRules.defaults();
    Optional<TextRules> text = Optional.empty();
    Optional<SequenceColumns> sequences = Optional.empty();
    double testShare = 0.2;
    long seed;
    Progress progress = Progress.SILENT;
    Places places = Places.here();
    Optional<Consumer<? super RowProblem>> left = Optional.empty();
    SeriesRules.Targets targets = SeriesRules.Targets.REQUIRED;

    SourceSettings copy() {
        SourceSettings copy = new SourceSettings();
        copy.directory = directory;
        copy.tables = tables;
        copy.format = format;
        copy.images = images;
        copy.series = series;
        copy.sounds = sounds;
        copy.texts = texts;
        copy.text = text;
        copy.sequences = sequences;
        copy.testShare = testShare;
        copy.seed = seed;
        copy.progress = progress;
        copy.places = places;
        copy.left = left;
        copy.targets = targets;
        return copy;
    }
}
