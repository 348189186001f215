package dev.evenkeel.data.text;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.corpus.CorpusRules;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How texts of folders become examples of classes.
 *
 * @param longest how many characters of a text are read; what comes behind them is left out
 * @param vocabulary of a model; if empty the characters of the training texts
 * @param files which classes and parts they have
 */
@CheckReturnValue
public record LabelledRules(int longest, Optional<Vocabulary> vocabulary, CorpusRules files) {
    /** Under which name a model keeps them. */
    public static final String KEPT = "texts";

    private static final int MAX_LONGEST = 1 << 16;

    /** @throws EvenkeelException if the length is out of range */
    public LabelledRules {
        if (longest < 1 || longest > MAX_LONGEST) {
            throw new EvenkeelException("A text is read up to 1 to " + MAX_LONGEST + " characters, but got " + longest);
        }
    }

    /** The first 256 characters of each text, a class for each folder. */
    public static LabelledRules defaults() {
        return new LabelledRules(256, Optional.empty(), CorpusRules.defaults());
    }

    public LabelledRules longest(int characters) {
        return new LabelledRules(characters, vocabulary, files);
    }

    public LabelledRules files(UnaryOperator<CorpusRules> change) {
        return new LabelledRules(longest, vocabulary, change.apply(files));
    }

    LabelledRules vocabulary(Vocabulary known) {
        return new LabelledRules(longest, Optional.of(known), files);
    }

    /** Reads for a model with these classes. */
    public LabelledRules forModel(List<String> labels) {
        return files(known -> known.forModel(labels));
    }

    /** Whether a file of text is one: for a model of texts, or where something was said of those in a folder or an archive. */
    public boolean areAskedFor(Path place) {
        return vocabulary.isPresent()
                || files.isSaid() && !place.toString().toLowerCase(Locale.ROOT).endsWith(".txt");
    }

    /** What a model keeps. */
    public JsonObject toJson() {
        JsonObject json = JsonObject.of().with("longest", longest).with("files", files.toJson());
        return vocabulary.isPresent()
                ? json.with("characters", JsonArray.ofStrings(vocabulary.get().tokens()))
                : json;
    }

    /** Reads what {@link #toJson()} wrote; not trusted. @throws EvenkeelException that says what is wrong */
    public static LabelledRules fromJson(JsonObject json) {
        CorpusRules files = CorpusRules.fromJson(json.object("files"));
        return defaults()
                .longest(json.integer("longest"))
                .files(none -> files)
                .vocabulary(new Vocabulary(json.array("characters").toStrings()));
    }
}
