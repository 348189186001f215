package dev.evenkeel.data;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.Suggestion;
import dev.evenkeel.data.digits.Digits;
import dev.evenkeel.data.download.Downloader;
import dev.evenkeel.data.download.Progress;
import dev.evenkeel.data.download.RemoteFile;
import dev.evenkeel.data.image.Idx;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.data.split.RowSplit;
import dev.evenkeel.data.split.Splits;
import dev.evenkeel.data.table.EncodingRules;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableEncoding;
import dev.evenkeel.data.table.TableReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Data by one word: {@code digits}, {@code mnist}, {@code fashion-mnist}, a table file ({@code .csv}, {@code .tsv},
 * {@code .txt}, {@code .arff}, each also {@code .gz}) or a folder of IDX files. A name goes before a file of that name,
 * which is then written {@code ./mnist}.
 *
 * <pre>{@code
 * LoadedData wine = DataSource.of("wine.arff").testShare(0.25).seed(7).open();
 * }</pre>
 *
 * <p>{@code mnist} and {@code fashion-mnist} are looked for in {@link #directory}, else in {@code $EVENKEEL_DATA}, else
 * in the cache, where they are downloaded to and verified once.
 */
public final class DataSource {
    private static final String DIGITS = "digits";
    private static final List<String> NAMES = Stream.concat(
                    Stream.of(DIGITS), NamedSet.all().stream().map(NamedSet::label))
            .toList();

    private final String word;
    private final Settings settings;

    private DataSource(String word, Settings settings) {
        this.word = word;
        this.settings = settings;
    }

    /** The data that {@code word} names; nothing is read yet. A fifth of a table is held out by seed 0. */
    public static DataSource of(String word) {
        return new DataSource(
                word, new Settings(Optional.empty(), EncodingRules.defaults(), 0.2, 0, Progress.SILENT, Places.here()));
    }

    private DataSource with(Settings changed) {
        return new DataSource(word, changed);
    }

    /** The names that need no file. */
    public static List<String> names() {
        return NAMES;
    }

    /** The folder that holds a named set: its four files, or a folder of its name with them. */
    public DataSource directory(Path directory) {
        return with(new Settings(
                Optional.of(directory),
                settings.rules,
                settings.testShare,
                settings.seed,
                settings.progress,
                settings.places));
    }

    /** How a table is encoded. */
    public DataSource rules(EncodingRules rules) {
        return with(new Settings(
                settings.directory, rules, settings.testShare, settings.seed, settings.progress, settings.places));
    }

    /** The share of a table that is held out as its test part, class by class; 0 for none. Sets that come in two parts
     *  stay as they are. */
    public DataSource testShare(double testShare) {
        return with(new Settings(
                settings.directory, settings.rules, testShare, settings.seed, settings.progress, settings.places));
    }

    /** Decides which rows of a table are held out. */
    public DataSource seed(long seed) {
        return with(new Settings(
                settings.directory, settings.rules, settings.testShare, seed, settings.progress, settings.places));
    }

    /** Who is told how a download goes on. */
    public DataSource progress(Progress progress) {
        return with(new Settings(
                settings.directory, settings.rules, settings.testShare, settings.seed, progress, settings.places));
    }

    DataSource places(Places places) {
        return with(new Settings(
                settings.directory, settings.rules, settings.testShare, settings.seed, settings.progress, places));
    }

    /**
     * Reads, generates or downloads the data. The encoding of a table is fitted on its training part.
     *
     * @throws EvenkeelException if there is no such data, or it cannot be read, fetched, encoded or split
     */
    public LoadedData open() {
        return known().map(this::images).orElseGet(() -> {
            Path path = path();
            return Files.isDirectory(path) ? images(Idx.folder(path)) : table(TableReader.read(path));
        });
    }

    /**
     * As {@link #open()}, with the encoding of a model: a table is split in the same way, but read by
     * {@code encoding}. For all of it, {@code testShare(0)} leaves every row in {@code training}.
     *
     * @throws EvenkeelException if there is no such data, or it is no table, or it does not fit the encoding
     */
    public LoadedData open(TableEncoding encoding) {
        if (known().isPresent() || Files.isDirectory(path())) {
            throw new EvenkeelException("The model reads the columns " + String.join(", ", encoding.columns())
                    + " of a table, but '" + word + "' is a set of images");
        }
        Table table = TableReader.read(path(), encoding.types());
        return encoded(table, encoding);
    }

    private Optional<DataSplit> known() {
        if (word.equals(DIGITS)) {
            return Optional.of(Digits.standard());
        }
        return NamedSet.find(word).map(this::named);
    }

    private LoadedData images(DataSplit split) {
        return new LoadedData(word, split.training(), Optional.of(split.test()), Optional.empty(), List.of());
    }

    private DataSplit named(NamedSet set) {
        Path folder = settings.directory
                .map(directory -> within(directory, set)
                        .orElseThrow(() -> new EvenkeelException(directory + " holds no " + set.label()
                                + ": its four IDX files, or a folder " + set.label() + " with them, are needed")))
                .or(() -> settings.places.shared().flatMap(shared -> within(shared, set)))
                .orElseGet(() -> fetched(set));
        return Idx.folder(folder, set.label(), set.labels());
    }

    private static Optional<Path> within(Path directory, NamedSet set) {
        return Stream.of(directory.resolve(set.label()), directory)
                .filter(Idx::isFolder)
                .findFirst();
    }

    private Path fetched(NamedSet set) {
        Path folder = settings.places.cache().resolve(set.label());
        Downloader downloader = new Downloader(settings.progress);
        URI from = settings.places.mirror().apply(set.place());
        for (RemoteFile file : set.files(from)) {
            downloader.fetch(file, folder);
        }
        return folder;
    }

    private Path path() {
        try {
            Path path = Path.of(word);
            if (!word.isBlank() && Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException notEvenAName) {
            throw unknown();
        }
        throw unknown();
    }

    private EvenkeelException unknown() {
        return new EvenkeelException("There is no data '" + word + "': it is no file or folder, nor one of "
                + String.join(", ", NAMES)
                + Suggestion.nearest(word, NAMES)
                        .map(name -> ". Did you mean '" + name + "'?")
                        .orElse(""));
    }

    private LoadedData table(Table table) {
        if (settings.testShare == 0) {
            return whole(table, TableEncoding.fit(table, settings.rules));
        }
        RowSplit rows = Splits.rows(settings.rules.strata(table), settings.testShare, settings.seed);
        return parts(table, rows, TableEncoding.fit(table.select(rows.rest()), settings.rules));
    }

    private LoadedData encoded(Table table, TableEncoding encoding) {
        if (settings.testShare == 0) {
            return whole(table, encoding);
        }
        int[] strata = encoding.strata(table);
        return parts(table, Splits.rows(strata, settings.testShare, settings.seed), encoding);
    }

    private LoadedData whole(Table table, TableEncoding encoding) {
        return new LoadedData(
                table.name(), encoding.dataset(table), Optional.empty(), Optional.of(encoding), encoding.notes());
    }

    private LoadedData parts(Table table, RowSplit rows, TableEncoding encoding) {
        return new LoadedData(
                table.name(),
                encoding.dataset(table.name() + " (training)", table.select(rows.rest())),
                Optional.of(encoding.dataset(table.name() + " (test)", table.select(rows.heldOut()))),
                Optional.of(encoding),
                encoding.notes());
    }

    private record Settings(
            Optional<Path> directory,
            EncodingRules rules,
            double testShare,
            long seed,
            Progress progress,
            Places places) {}
}
