package dev.evenkeel.cli.option;

import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.corpus.CorpusKind;
import dev.evenkeel.data.corpus.CorpusRules;
import dev.evenkeel.data.sound.SoundRules;
import dev.evenkeel.data.text.LabelledRules;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How files that are an example each are read, as recordings and texts of classes. */
public final class CorpusOptions {
    @Option(
            names = "--label-from",
            paramLabel = "REGEX",
            description =
                    "Finds the class of a recording or text in its path, as '^([^_]+)_' in yes_17.wav: its first group, or all "
                            + "that it finds. Else the folder that it lies in.")
    private Optional<String> labelFrom = Optional.empty();

    @Option(
            names = "--test-where",
            paramLabel = "REGEX",
            description =
                    "The recordings or texts in whose path it finds something are the test part, as '_[0-4][.]wav$'.")
    private Optional<String> testWhere = Optional.empty();

    @Option(
            names = "--sound",
            paramLabel = "FORM",
            description = "What becomes of recordings: log-mel (spectrograms, the default) or waveform.")
    private Optional<Words.Sound> sound = Optional.empty();

    @Option(
            names = "--sample-rate",
            paramLabel = "N",
            description = "Resamples recordings to N samples a second, as they need if they have different rates.")
    private Optional<Integer> rate = Optional.empty();

    @Option(names = "--window", paramLabel = "MS", description = "Milliseconds of a spectrogram's frame; 25.")
    private Optional<Double> window = Optional.empty();

    @Option(names = "--hop", paramLabel = "MS", description = "Milliseconds from frame to frame; 10.")
    private Optional<Double> hop = Optional.empty();

    @Option(names = "--mels", paramLabel = "N", description = "Bands of frequencies of a spectrogram; 40.")
    private Optional<Integer> mels = Optional.empty();

    @Option(
            names = "--max-characters",
            paramLabel = "N",
            description = "Characters that are read of each text of a folder; 256.")
    private Optional<Integer> characters = Optional.empty();

    /** @throws UsageException if something was said that the data are not asked */
    DataSource apply(DataSource source, String word) {
        boolean ofSounds = sound.isPresent() || rate.isPresent() || ofFrames();
        boolean ofFiles = labelFrom.isPresent() || testWhere.isPresent();
        if (!ofSounds && !ofFiles && characters.isEmpty()) {
            return source;
        }
        DataSource asked = source.sounds(this::rules).texts(usual -> {
            LabelledRules rules = usual.files(this::files);
            return characters.map(rules::longest).orElse(rules);
        });
        Optional<CorpusKind> kind = asked.corpus();
        if (ofSounds && !kind.equals(Optional.of(CorpusKind.SOUNDS))) {
            throw new UsageException(
                    "--sound, --sample-rate, --window, --hop and --mels are about folders and zip archives"
                            + " of recordings, but '" + word + "' is " + source.kind());
        }
        if (characters.isPresent() && !kind.equals(Optional.of(CorpusKind.TEXTS))) {
            throw new UsageException(
                    "--max-characters is about a folder or zip archive of texts in folders of classes, but '" + word
                            + "' is " + source.kind());
        }
        if (kind.isEmpty()) {
            throw new UsageException(
                    "--label-from and --test-where are about folders and zip archives of recordings or texts,"
                            + " but '" + word + "' is " + source.kind());
        }
        if (ofFrames() && sound.equals(Optional.of(Words.Sound.WAVEFORM))) {
            throw new UsageException(
                    "--window, --hop and --mels shape log-mel spectrograms, but --sound waveform has none: leave them out");
        }
        return asked;
    }

    private boolean ofFrames() {
        return window.isPresent() || hop.isPresent() || mels.isPresent();
    }

    private SoundRules rules(SoundRules usual) {
        SoundRules rules = usual.files(this::files);
        rules = sound.map(Words.Sound::form).map(rules::form).orElse(rules);
        rules = rate.map(rules::rate).orElse(rules);
        rules = window.map(rules::window).orElse(rules);
        rules = hop.map(rules::hop).orElse(rules);
        return mels.map(rules::mels).orElse(rules);
    }

    private CorpusRules files(CorpusRules usual) {
        CorpusRules rules = labelFrom.map(usual::labelFrom).orElse(usual);
        return testWhere.map(rules::testWhere).orElse(rules);
    }
}
