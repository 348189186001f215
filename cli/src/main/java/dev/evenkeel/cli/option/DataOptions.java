package dev.evenkeel.cli.option;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.data.series.MissingValues;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.Task;
import dev.evenkeel.data.text.TextRules;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to learn, and how it is read. */
public final class DataOptions {
    private static final double SHARE = 0.2;
    private static final double TEXT_SHARE = 0.1;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = {
                "What to learn: digits (generated, the default), mnist, fashion-mnist, cifar10, a table (.csv, .tsv, "
                        + ".arff), a text (.txt, with --network transformer), time series (.ts; NAME for NAME_TRAIN.ts and NAME_TEST.ts), CIFAR-10 records (.bin), "
                        + "each also .gz, a folder of IDX files, or of images with a folder for each class, or one, also zipped, "
                        + "of recordings (.wav)."
            })
    private String data = "digits";

    @Mixin
    private final DataFolder folder = new DataFolder();

    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            description = "A table's column to predict; else 'class', 'target' or 'label', else the last one.")
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description =
                    "What is predicted of a table's target: classification or regression. Text is classes, numbers are "
                            + "a regression, but for such as 0 and 1: a note says what was assumed.")
    private Optional<Words.Task> task = Optional.empty();

    @Option(
            names = "--missing",
            paramLabel = "RULE",
            description =
                    "Missing values: refuse (the default) or impute (in a table median or most frequent category, in time series "
                            + "the line between their neighbours).")
    private Words.MissingValues missing = Words.MissingValues.REFUSE;

    @Mixin
    private final TableOptions table = new TableOptions();

    @Mixin
    private final CorpusOptions corpus = new CorpusOptions();

    @Option(
            names = "--image-size",
            paramLabel = "SIZE",
            description = "Resizes the images of a folder: 32, or 32x48 for height x width.")
    private Optional<ImageSize> imageSize = Optional.empty();

    @Option(
            names = "--test-share",
            paramLabel = "SHARE",
            description = "Share that is held out for the test and not learnt from, of data without a test part; 0.2 "
                    + "by default, of a text its last 0.1, 0 for none (train alone can do without).")
    private Optional<Double> testShare = Optional.empty();

    /** As it was said. */
    public String word() {
        return data;
    }

    public Optional<ImageSize> imageSize() {
        return imageSize;
    }

    /** Of such data. */
    public double testShare(DataKind kind) {
        return testShare.orElse(kind == DataKind.TEXT ? TEXT_SHARE : SHARE);
    }

    /** Whether something was said about a table's target. */
    public boolean saysTarget() {
        return target.isPresent() || task.isPresent();
    }

    /** That the options mean something, whatever the data. */
    public void check() {
        testShare.ifPresent(share -> Limits.share("--test-share", share));
    }

    /** @param seed of what is held out for the test */
    public LoadedData open(long seed, Console console) {
        return open(
                seed,
                console,
                source -> imageSize
                        .map(size -> source.images(rules -> rules.size(size)))
                        .orElse(source)
                        .open());
    }

    /**
     * A text to continue, whose end is the test part.
     *
     * @param context how many characters a model sees
     */
    public LoadedData openText(int context, long seed, Console console) {
        return open(
                seed,
                console,
                source -> source.text(TextRules.of(context))
                        .testShare(testShare(DataKind.TEXT))
                        .open());
    }

    /** @param opening what is done with the source, which knows all that was said but the size of images */
    public LoadedData open(long seed, Console console, Function<DataSource, LoadedData> opening) {
        EncodingRules rules = EncodingRules.defaults()
                .missing(missing == Words.MissingValues.IMPUTE ? Missing.IMPUTE : Missing.REFUSE);
        DataSource source = folder.source(data, console)
                .rules(table.rules(withTarget(rules)))
                .format(table.format())
                .series(series -> series.missing(
                        missing == Words.MissingValues.IMPUTE ? MissingValues.INTERPOLATE : MissingValues.REFUSE))
                .testShare(testShare(DataKind.TABLE))
                .seed(seed);
        source = corpus.apply(table.sequences().map(source::sequences).orElse(source), data);
        if (imageSize.isPresent() && !source.isImageFolder()) {
            throw new UsageException(
                    "--image-size resizes the images of a folder, but '" + data + "' is no such folder");
        }
        LoadedData loaded = opening.apply(source);
        if (loaded.training().size() == 0 && loaded.test().isPresent()) {
            throw new EvenkeelException(
                    loaded.name() + " has a test part only, so there is nothing to learn from: put a"
                            + " training part beside it, or give data that can be divided");
        }
        if (loaded.encoding().isEmpty() && target.isPresent()) {
            throw new UsageException("--target names a column of a table, but '" + data + "' is " + loaded.kind());
        }
        if (loaded.encoding().isEmpty() && task.isPresent()) {
            throw new UsageException("--task says what is predicted of a table's target, but '" + data + "' is "
                    + loaded.kind() + ", which says what is predicted itself: leave it out");
        }
        if (loaded.encoding().isEmpty() && table.isSaid()) {
            throw new UsageException(
                    "--missing-words, --text, --keep-columns, --drop-columns, --separator, --decimal, --no-header and"
                            + " --sequence are "
                            + "about tables, but '" + data + "' is " + loaded.kind());
        }
        return loaded;
    }

    private EncodingRules withTarget(EncodingRules rules) {
        EncodingRules named = target.map(rules::target).orElse(rules);
        return task.map(word -> word == Words.Task.CLASSIFICATION ? Task.CLASSIFICATION : Task.REGRESSION)
                .map(named::task)
                .orElse(named);
    }
}
