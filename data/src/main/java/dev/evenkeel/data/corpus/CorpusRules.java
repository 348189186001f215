package dev.evenkeel.data.corpus;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.series.SeriesRules.Targets;
import dev.evenkeel.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * How files become examples of classes, and which of them are the test part.
 *
 * @param labelFrom finds a file's class in its path below the folder, with {@code /} between folders: the first group that takes
 *     part, or all that is found where there is no group; if empty the class is the folder that the file lies in
 * @param testWhere finds something in the paths of the files that are the test part; if empty the folders {@code train} and {@code
 *     test} are parts
 * @param classes of a model, in their order; if empty those that occur, sorted
 * @param targets whether each file needs a class
 * @param origin who said them
 */
@CheckReturnValue
public record CorpusRules(
        Optional<Pattern> labelFrom,
        Optional<Pattern> testWhere,
        List<String> classes,
        Targets targets,
        Origin origin) {
    private static final String LABEL_FROM = "labelFrom";
    private static final String TEST_WHERE = "testWhere";

    /** Who said the rules. */
    public enum Origin {
        /** People, of these files: a rule for the test part that finds all of them or none is a mistake. */
        SAID,
        /** A model, which learnt from others: then these are one part. */
        KEPT
    }

    public CorpusRules {
        classes = List.copyOf(classes);
    }

    /** The folder of a file is its class, and every file has one. */
    public static CorpusRules defaults() {
        return new CorpusRules(Optional.empty(), Optional.empty(), List.of(), Targets.REQUIRED, Origin.SAID);
    }

    /** @throws EvenkeelException if it is no regular expression */
    public CorpusRules labelFrom(String expression) {
        return new CorpusRules(Optional.of(pattern(expression)), testWhere, classes, targets, origin);
    }

    /** @throws EvenkeelException if it is no regular expression */
    public CorpusRules testWhere(String expression) {
        return new CorpusRules(labelFrom, Optional.of(pattern(expression)), classes, targets, origin);
    }

    public CorpusRules targets(Targets need) {
        return new CorpusRules(labelFrom, testWhere, classes, need, origin);
    }

    /** Reads for a model with these classes. */
    public CorpusRules forModel(List<String> labels) {
        return new CorpusRules(labelFrom, testWhere, labels, targets, origin);
    }

    /** Without a test part. */
    public CorpusRules whole() {
        return new CorpusRules(labelFrom, Optional.empty(), classes, targets, origin);
    }

    /** Whether anything was said of labels or parts. */
    public boolean isSaid() {
        return labelFrom.isPresent() || testWhere.isPresent();
    }

    /** What a model keeps. */
    public JsonObject toJson() {
        JsonObject json = JsonObject.of();
        if (labelFrom.isPresent()) {
            json = json.with(LABEL_FROM, labelFrom.get().pattern());
        }
        return testWhere.isPresent() ? json.with(TEST_WHERE, testWhere.get().pattern()) : json;
    }

    /** Reads what {@link #toJson()} wrote; not trusted. @throws EvenkeelException that says what is wrong */
    public static CorpusRules fromJson(JsonObject json) {
        CorpusRules rules = defaults();
        if (json.find(LABEL_FROM).isPresent()) {
            rules = rules.labelFrom(json.string(LABEL_FROM));
        }
        CorpusRules read = json.find(TEST_WHERE).isPresent() ? rules.testWhere(json.string(TEST_WHERE)) : rules;
        return new CorpusRules(read.labelFrom, read.testWhere, read.classes, read.targets, Origin.KEPT);
    }

    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException wrong) {
            throw unfit(expression, wrong.getDescription(), wrong);
        } catch (StackOverflowError deep) {
            throw unfit(expression, "it is nested too deeply", deep);
        }
    }

    private static EvenkeelException unfit(String expression, String reason, Throwable cause) {
        return new EvenkeelException(
                "'" + PathSearch.shown(expression) + "' is no regular expression: " + reason
                        + ". Write one such as '^([a-z]+)_' or '_[0-4][.]wav$'",
                cause);
    }
}
