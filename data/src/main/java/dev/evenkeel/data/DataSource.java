package dev.evenkeel.data;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.corpus.CorpusKind;
import dev.evenkeel.data.digits.Digits;
import dev.evenkeel.data.download.Progress;
import dev.evenkeel.data.file.HeapLimit;
import dev.evenkeel.data.image.Cifar;
import dev.evenkeel.data.image.Idx;
import dev.evenkeel.data.image.ImageFiles;
import dev.evenkeel.data.image.ImageFolder;
import dev.evenkeel.data.image.ImageRules;
import dev.evenkeel.data.series.MissingValues;
import dev.evenkeel.data.series.SeriesRules;
import dev.evenkeel.data.series.SeriesSet;
import dev.evenkeel.data.sound.SoundRules;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.data.table.TableSource;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.NumberColumns;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.data.table.sequence.SequenceColumns;
import dev.evenkeel.data.text.LabelledRules;
import dev.evenkeel.data.text.TextRules;
import dev.evenkeel.data.text.TextSet;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.text.Suggestion;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Data by one word: {@code digits}, {@code mnist}, {@code fashion-mnist}, {@code cifar10}, a table file ({@code .csv},
 * {@code .tsv}, {@code .txt}, {@code .arff}, each also {@code .gz}), time series ({@code .ts}; {@link SeriesSet}), a file of
 * CIFAR-10 records ({@code .bin}, also {@code .gz}), or a folder: of IDX files, of the files of CIFAR-10, of images with a folder for each class
 * ({@link ImageFolder}), or, also zipped, of recordings {@code .wav} ({@link SoundRules}) or of
 * texts {@code .txt} with a folder for each class ({@link LabelledRules}). A name goes before a file of that name, which is then written {@code ./mnist}.
 *
 * <pre>{@code
 * LoadedData wine = DataSource.of("wine.arff").testShare(0.25).seed(7).open();
 * }</pre>
 *
 * <p>{@code mnist}, {@code fashion-mnist} and {@code cifar10} are looked for in {@link #directory}, else in
 * {@code $EVENKEEL_DATA}, else in the cache, where they are downloaded to and verified once.
 */
@CheckReturnValue
public final class DataSource {
    private static final String DIGITS = "digits";
    private static final Pattern OTHER_IMAGES =
            Pattern.compile("(?i)[.](tiff?|webp|hei[cf]|avif|svg|jp2|psd|ico|tga|pnm|ppm|pgm)$");
    private static final List<String> NAMES = Stream.concat(
                    Stream.of(DIGITS), NamedSet.all().stream().map(NamedSet::label))
            .toList();

    private final String word;
    private final SourceSettings settings;

    private DataSource(String word, SourceSettings settings) {
        this.word = word;
        this.settings = settings;
    }

    /** The data that {@code word} names; nothing is read yet. A fifth is held out by seed 0 where no test part comes. */
    public static DataSource of(String word) {
        return new DataSource(word, new SourceSettings());
    }

    /** The names that need no file. */
    public static List<String> names() {
        return NAMES;
    }

    /** The folder that holds a named set: its files, or a folder of its name with them. */
    public DataSource directory(Path directory) {
        return with(changed -> changed.directory = Optional.of(directory));
    }

    /** How a table is encoded. */
    public DataSource rules(EncodingRules rules) {
        return with(changed -> changed.tables = rules);
    }

    /** How a table's file is written, as far as it is not to be found out. */
    public DataSource format(TableFormat format) {
        return with(changed -> changed.format = format);
    }

    /** How the files of an image folder become examples. */
    public DataSource rules(ImageRules rules) {
        return with(changed -> changed.images = rules);
    }

    /** How the files of an image folder become examples, in some part otherwise than was said before. */
    public DataSource images(UnaryOperator<ImageRules> change) {
        return with(changed -> changed.images = change.apply(changed.images));
    }

    /** How time series become examples, in some part otherwise than was said before. */
    public DataSource series(UnaryOperator<SeriesRules> change) {
        return with(changed -> changed.series = change.apply(changed.series));
    }

    /** How recordings become examples, in some part otherwise than was said before. */
    public DataSource sounds(UnaryOperator<SoundRules> change) {
        return with(changed -> changed.sounds = change.apply(changed.sounds));
    }

    /** How texts of folders become examples of classes, in some part otherwise than was said before. */
    public DataSource texts(UnaryOperator<LabelledRules> change) {
        return with(changed -> changed.texts = change.apply(changed.texts));
    }

    /** The rows of a table are the time steps of sequences. */
    public DataSource sequences(SequenceColumns columns) {
        return with(changed -> changed.sequences = Optional.of(columns));
    }

    /** The file is a text to continue, and no table. */
    public DataSource text(TextRules rules) {
        return with(changed -> changed.text = Optional.of(rules));
    }

    /**
     * Images to predict: of a folder, a file or a list of files; see {@link ImageFolder#files}.
     *
     * @throws EvenkeelException if there is no image, or they do not fit together
     */
    public ImageFiles imageFiles() {
        return ImageFolder.files(path(), settings.images);
    }

    /** Whether the word names an image file or a text file, which may list image files. */
    public boolean isImageFileOrList() {
        return !isNamed() && ImageFolder.isFileOrList(path());
    }

    /** The share that is held out as the test part, class by class; 0 for none. Data that come in two parts stay as they
     *  are. */
    public DataSource testShare(double testShare) {
        return with(changed -> changed.testShare = testShare);
    }

    /** Decides which examples are held out. */
    public DataSource seed(long seed) {
        return with(changed -> changed.seed = seed);
    }

    /** Who is told how a download goes on. */
    public DataSource progress(Progress progress) {
        return with(changed -> changed.progress = progress);
    }

    /** Rows of a table that cannot be read by a model's encoding, sequences with such a row, and files are left out, and {@code left} is told; else refused. */
    public DataSource skipUnreadable(Consumer<? super RowProblem> left) {
        return with(changed -> changed.left = Optional.of(left));
    }

    /** A table that is read by a model's encoding may lack the column that is predicted: its rows have no targets then. */
    public DataSource targetOptional() {
        return with(changed -> changed.targets = SeriesRules.Targets.OPTIONAL);
    }

    DataSource places(Places places) {
        return with(changed -> changed.places = places);
    }

    /**
     * Reads, generates or downloads the data. The encoding of a table is fitted on its training part.
     *
     * @throws EvenkeelException if there is no such data, or it cannot be read, fetched, encoded or split
     */
    public LoadedData open() {
        if (word.equals(DIGITS)) {
            return LoadedData.given(DIGITS, Digits.standard(), List.of());
        }
        Optional<NamedSet> named = NamedSet.find(word);
        if (named.isPresent()) {
            return named.get().open(settings.directory, settings.places, holdOut(), settings.progress);
        }
        if (settings.text.isPresent()) {
            return HoldOutRule.ended(TextSet.read(path(), settings.text.get(), settings.testShare));
        }
        if (isSeries()) {
            LoadedData series = holdOut().divided(SeriesSet.read(word, settings.series.targets(settings.targets)));
            return settings.series.missing() == MissingValues.INTERPOLATE
                    ? series.keeping("missing", JsonObject.of().with("rule", "impute"))
                    : series;
        }
        Path path = path();
        Optional<CorpusKind> corpus = corpus();
        if (corpus.isPresent()) {
            return CorpusSource.read(path, corpus.get(), settings, holdOut());
        }
        if (Files.isDirectory(path)) {
            return folder(path);
        }
        if (Cifar.isFile(path)) {
            return records(path);
        }
        if (OTHER_IMAGES.matcher(word).find()) {
            throw new EvenkeelException(
                    path + " is an image of a kind that is not read: save it as PNG, JPEG, BMP or GIF");
        }
        if (isArchive()) {
            throw new EvenkeelException(path + " is an archive without recordings (.wav) or texts (.txt) to tell apart,"
                    + " which are what is read from one: unpack anything else, and give its folder or file");
        }
        if (!TableReader.isTable(path)) {
            throw new EvenkeelException(path + " is of no kind that is read: a table (.csv, .tsv, .txt or .arff), time"
                    + " series (.ts), CIFAR-10 records (.bin), each also with .gz, a recording (.wav), a .zip"
                    + " archive of recordings or texts, or a folder of images, recordings or texts is needed");
        }
        return within(path, () -> new TableParts(settings).read(path));
    }

    /**
     * As {@link #open()}, with the encoding of a model: a table is split in the same way, but read by
     * {@code encoding}. For all of it, {@code testShare(0)} leaves every row in {@code training}.
     *
     * @throws EvenkeelException if there is no such data, or it is no table, or it does not fit the encoding
     */
    public LoadedData open(TableEncoding encoding) {
        if (isNamed() || Files.isDirectory(path()) || Cifar.isFile(path()) || corpus().isPresent()) {
            throw new EvenkeelException("The model reads the columns " + String.join(", ", encoding.columns())
                    + " of a table, but '" + word + "' is " + kind());
        }
        Path path = path();
        return within(path, () -> new TableParts(settings).read(path, encoding));
    }

    /**
     * As {@link #open(TableEncoding)}, for a model that keeps no encoding, but takes so many numbers.
     *
     * @throws EvenkeelException if it is no table, or which of its columns are meant is open
     */
    public LoadedData open(NumberColumns columns) {
        Path path = path();
        return within(path, () -> {
            NumberColumns.Read read = columns.read(path);
            return new TableParts(settings).encoded(read.table(), read.encoding());
        });
    }

    private static LoadedData within(Path path, Supplier<LoadedData> reading) {
        return new HeapLimit(path.toString(), TableSource.of(path).size()).within(reading);
    }

    private boolean isArchive() {
        return word.toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    /**
     * Whether the word names a file of a table.
     *
     * @throws EvenkeelException if there is no such data
     */
    public boolean isTable() {
        return !isNamed() && Files.isRegularFile(path()) && !Cifar.isFile(path()) && TableReader.isTable(path());
    }

    /**
     * Whether the word names a folder of images in files, so that {@link ImageRules} matter.
     *
     * @throws EvenkeelException if there is no such data
     */
    public boolean isImageFolder() {
        return !isNamed()
                && Files.isDirectory(path())
                && !Idx.isFolder(path())
                && !Cifar.isFolder(path())
                && corpus().isEmpty();
    }

    /**
     * What the files are, if the word names a folder or an archive of files that are an example each, and no images.
     *
     * @throws EvenkeelException if there is no such data
     */
    public Optional<CorpusKind> corpus() {
        if (isNamed() || Idx.isFolder(path()) || Cifar.isFolder(path())) {
            return Optional.empty();
        }
        Path path = path();
        return CorpusKind.of(path)
                .or(() -> settings.texts.areAskedFor(path) ? CorpusKind.ofTexts(path) : Optional.empty());
    }

    /**
     * What the examples are made of.
     *
     * @throws EvenkeelException if there is no such data
     */
    public DataKind kind() {
        if (settings.text.isPresent()) {
            return DataKind.TEXT;
        }
        if (isSeries()) {
            return DataKind.SERIES;
        }
        return corpus().map(CorpusSource::kind).orElseGet(() -> isTable() ? DataKind.TABLE : DataKind.IMAGES);
    }

    /** Whether the word names time series: then no file or folder needs to be called so. */
    private boolean isSeries() {
        return !NAMES.contains(word) && SeriesSet.isNamed(word);
    }

    private boolean isNamed() {
        return NAMES.contains(word) || SeriesSet.isNamed(word);
    }

    private LoadedData folder(Path path) {
        String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
        if (Idx.isFolder(path)) {
            return LoadedData.given(word, Idx.folder(path), List.of());
        }
        if (Cifar.isFolder(path)) {
            return LoadedData.given(name, Cifar.folder(path, name), List.of());
        }
        ImageFolder.Images images = ImageFolder.read(path, name, settings.images);
        return images.test()
                .map(test -> LoadedData.given(name, new DataSplit(images.training(), test), images.notes()))
                .orElseGet(() -> holdOut().divided(name, images.training(), images.notes()));
    }

    private LoadedData records(Path path) {
        String name = String.valueOf(path.getFileName());
        return holdOut().divided(name, Cifar.file(path, name), List.of());
    }

    private HoldOutRule holdOut() {
        return new HoldOutRule(settings.testShare, settings.seed);
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
        String near = Suggestion.nearest(word, NAMES).isPresent() ? "" : nearFile();
        return new EvenkeelException("There is no data '" + word + "'"
                + (near.isEmpty() ? Suggestion.choices(word, "Give a file, a folder or one of", NAMES) : near));
    }

    private String nearFile() {
        try {
            return Suggestion.nearFile(Path.of(word));
        } catch (InvalidPathException notEvenAName) {
            return "";
        }
    }

    private DataSource with(Consumer<SourceSettings> change) {
        SourceSettings changed = settings.copy();
        change.accept(changed);
        return new DataSource(word, changed);
    }
}
