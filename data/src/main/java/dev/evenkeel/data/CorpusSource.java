package dev.evenkeel.data;

import dev.evenkeel.data.corpus.CorpusKind;
import dev.evenkeel.data.corpus.UnreadableFiles;
import dev.evenkeel.data.sound.SoundRules;
import dev.evenkeel.data.sound.SoundSet;
import dev.evenkeel.data.text.LabelledRules;
import dev.evenkeel.data.text.LabelledTextSet;
import java.nio.file.Path;

/** Folders and archives of files that are an example each. */
final class CorpusSource {
    private CorpusSource() {}

    static DataKind kind(CorpusKind kind) {
        return kind == CorpusKind.SOUNDS ? DataKind.SERIES : DataKind.TEXTS;
    }

    static LoadedData read(Path path, CorpusKind kind, SourceSettings settings, HoldOutRule rule) {
        if (kind == CorpusKind.TEXTS) {
            LabelledRules rules = settings.texts.files(files -> files.targets(settings.targets));
            return rule.divided(LabelledTextSet.read(path, rules, UnreadableFiles.told(settings.left)));
        }
        SoundRules rules = settings.sounds.files(files -> files.targets(settings.targets));
        SoundSet.Sounds sounds = SoundSet.read(path, rules, UnreadableFiles.told(settings.left));
        return rule.divided(sounds.series())
                .keeping(SoundRules.KEPT, sounds.rules().toJson());
    }
}
