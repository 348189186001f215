package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSourceTest {
    @TempDir
    private Path folder;

    @Test
    void digitsNeedNoFile() {
        LoadedData digits = DataSource.of("digits").open();

        assertThat(digits.name()).isEqualTo("digits");
        assertThat(digits.training().size()).isEqualTo(10_000);
        assertThat(digits.test().orElseThrow().size()).isEqualTo(2_000);
        assertThat(digits.division()).isEqualTo(Division.GIVEN);
        assertThat(digits.encoding()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "fashon-mnist,fashion-mnist",
        "mnits,mnist",
        "cifar-10,cifar10",
        "Digits,digits",
        "fashion_mnist,fashion-mnist"
    })
    void anUnknownNameSuggestsTheNearest(String word, String near) {
        assertThatThrownBy(() -> DataSource.of(word).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("There is no data '" + word + "'; did you mean '" + near
                        + "'? Give a file, a folder or one of: digits, mnist, fashion-mnist, cifar10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere/people.csv", "\0"})
    void aMissingFileIsSaidToBeNone(String word) {
        assertThatThrownBy(() -> DataSource.of(word).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("There is no data '" + word
                        + "'. Give a file, a folder or one of: digits, mnist, fashion-mnist, cifar10");
    }

    @Test
    void aFileOfNearlyThatNameIsSuggested(@TempDir Path near) throws IOException {
        Files.createFile(near.resolve("flowers.csv"));
        Path missing = near.resolve("flower.csv");

        assertThatThrownBy(() -> DataSource.of(missing.toString()).open())
                .hasMessage("There is no data '" + missing + "'; did you mean '" + near.resolve("flowers.csv") + "'?");
    }

    @Test
    void aTableIsSplitByClassAndEncodedByItsTrainingPart() throws IOException {
        LoadedData people = people().testShare(.25).seed(3).open();

        Dataset test = people.test().orElseThrow();
        assertThat(people.name()).isEqualTo("people.csv");
        assertThat(people.division()).isEqualTo(Division.BY_SEED);
        assertThat(people.training().size()).isEqualTo(30);
        assertThat(test.size()).isEqualTo(10);
        assertThat(people.training().name()).isEqualTo("people.csv (training)");
        assertThat(test.name()).isEqualTo("people.csv (test)");
        assertThat(people.encoding().orElseThrow().featureNames()).containsExactly("n");
        assertThat(people.notes()).contains("Column 'class' is taken as the target");
    }

    @Test
    void aModelsEncodingSeesTheSameTestRows() throws IOException {
        LoadedData first = people().open();
        TableEncoding encoding = first.encoding().orElseThrow();

        LoadedData second = people().open(encoding);

        assertThat(second.test().orElseThrow().fingerprint())
                .isEqualTo(first.test().orElseThrow().fingerprint());
        assertThat(people().seed(9).open(encoding).test().orElseThrow().fingerprint())
                .isNotEqualTo(first.test().orElseThrow().fingerprint());
        assertThat(people().testShare(0).open(encoding).training().size()).isEqualTo(40);
        assertThat(people().testShare(0).open().test()).isEmpty();
    }

    @Test
    void imagesDoNotFitTheEncodingOfATable() throws IOException {
        TableEncoding encoding = people().open().encoding().orElseThrow();

        assertThatThrownBy(() -> DataSource.of("digits").open(encoding))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("The model reads the columns n of a table, but 'digits' is a set of images");
    }

    @Test
    void aFolderWithoutTheFilesOfASetIsRefused() {
        assertThatThrownBy(() -> DataSource.of("mnist").directory(folder).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(folder + " holds no mnist: its four IDX files, or a folder mnist with them, are needed");
    }

    @Test
    void theCacheFollowsTheEnvironment() {
        assertThat(Places.of(Map.of(), "/home/me").cache()).isEqualTo(Path.of("/home/me/.cache/evenkeel"));
        assertThat(Places.of(Map.of("XDG_CACHE_HOME", "/c", "EVENKEEL_DATA", "/d"), "/home/me"))
                .extracting(Places::cache, Places::shared)
                .containsExactly(Path.of("/c/evenkeel"), Optional.of(Path.of("/d")));
        assertThat(Places.of(Map.of("XDG_CACHE_HOME", "relative", "EVENKEEL_DATA", ""), "/home/me"))
                .extracting(Places::cache, Places::shared)
                .containsExactly(Path.of("/home/me/.cache/evenkeel"), Optional.empty());
    }

    @Test
    void namedSetsAreDownloadedIntoTheCacheOnce() throws IOException {
        Path official = data().resolve("fashion-mnist");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/fashion/", exchange -> {
            try (exchange) {
                byte[] body = Files.readAllBytes(official.resolve(
                        Path.of(exchange.getRequestURI().getPath()).getFileName()));
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        URI mirror = URI.create("http://localhost:" + server.getAddress().getPort() + "/fashion/");
        DataSource source =
                DataSource.of("fashion-mnist").places(new Places(Optional.empty(), folder, place -> mirror));

        LoadedData downloaded = source.open();
        server.stop(0);
        LoadedData cached = source.open();

        assertThat(downloaded.training().name()).isEqualTo("fashion-mnist (training)");
        assertThat(((Target.Classes) downloaded.training().target()).labels()).contains("Sneaker");
        assertThat(cached.training().fingerprint())
                .isEqualTo(downloaded.training().fingerprint());
    }

    @Test
    void namedSetsAreFoundInAFolderOrInTheSharedOne() {
        Path data = data();
        Places nowhere = new Places(Optional.empty(), folder, UnaryOperator.identity());
        Places shared = new Places(Optional.of(data), folder, UnaryOperator.identity());

        assertThat(DataSource.of("mnist")
                        .directory(data)
                        .places(nowhere)
                        .open()
                        .training()
                        .size())
                .isEqualTo(60_000);
        assertThat(DataSource.of("mnist")
                        .directory(data.resolve("mnist"))
                        .places(nowhere)
                        .open()
                        .training()
                        .size())
                .isEqualTo(60_000);
        assertThat(DataSource.of("mnist").places(shared).open().training().inputShape())
                .isEqualTo(Shape.of(28, 28, 1));
    }

    @Test
    void aFileOfAnotherKindSaysWhichAreRead() throws IOException {
        Path file = Files.writeString(folder.resolve("a.docx"), "");

        assertThatThrownBy(() -> DataSource.of(file.toString()).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(file + " is of no kind that is read: a table (.csv, .tsv, .txt or .arff), time series"
                        + " (.ts), CIFAR-10 records (.bin), each also with .gz, a recording (.wav), a .zip archive of"
                        + " recordings or texts, or a folder of images, recordings or texts is needed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../lo/0.txt | holds a file '../lo/0.txt', which lies outside the archive by its name ('..')",
                "lo/../../0.txt | which lies outside the archive",
                "lo\\..\\0.txt | which lies outside the archive",
                "lo/0.png | is an archive without recordings (.wav) or texts (.txt) to tell apart",
                "lo/0.pdf | unpack anything else, and give its folder or file"
            })
    void anArchiveSaysWhyItIsNotRead(String name, String reason) throws IOException {
        Path archive = archive(name);

        assertThatThrownBy(() -> DataSource.of(archive.toString()).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(archive.toString())
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"./", "/", ".//./", "a/./", ""})
    void stepsThatLeadNowhereAreNoPartOfAName(String before) throws IOException {
        Path archive = archive(before + "lo/0.txt", before + "lo/1.txt", before + "hi/0.txt", before + "hi/1.txt");

        LoadedData data = DataSource.of(archive.toString()).testShare(0).open();

        assertThat(data.training().target()).isEqualTo(Target.classes(List.of("hi", "lo")));
        assertThat(data.training().size()).isEqualTo(4);
    }

    private Path archive(String... names) throws IOException {
        Path archive = folder.resolve("sounds.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write("some text".getBytes(StandardCharsets.UTF_8));
            }
        }
        return archive;
    }

    @Test
    void anImageOfAnotherKindIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a.TIF"), "");

        assertThatThrownBy(() -> DataSource.of(file.toString()).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(file + " is an image of a kind that is not read: save it as PNG, JPEG, BMP or GIF");
    }

    @ParameterizedTest
    @CsvSource({
        "abalone,10,0,REFUSE",
        "autompg,25,0,IMPUTE",
        "breast.w,9,2,IMPUTE",
        "cal.housing,8,0,REFUSE",
        "diabetes,8,2,REFUSE",
        "iris,4,3,REFUSE",
        "letter,16,26,REFUSE",
        "optdigits,64,10,REFUSE",
        "segment,19,7,REFUSE",
        "vowel,29,11,REFUSE",
        "waveform5000,40,3,REFUSE",
        "wine,13,3,REFUSE"
    })
    void realTablesLoadWithoutFurtherWords(String name, int features, int classes, Missing missing) {
        Path file = data().resolve("tabular").resolve(name + ".arff");

        LoadedData loaded = DataSource.of(file.toString())
                .rules(EncodingRules.defaults().missing(missing))
                .open();

        assertThat(loaded.training().inputShape()).isEqualTo(Shape.of(features));
        assertThat(loaded.training().target())
                .satisfies(target -> assertThat(target instanceof Target.Classes found ? found.count() : 0)
                        .isEqualTo(classes));
    }

    private DataSource people() throws IOException {
        String rows = IntStream.range(0, 40)
                .mapToObj(row -> row + "," + (row % 4 == 0 ? "yes" : "no"))
                .collect(Collectors.joining("\n"));
        return DataSource.of(Files.writeString(folder.resolve("people.csv"), "n,class\n" + rows)
                .toString());
    }

    private static Path data() {
        Path data = Path.of(System.getenv().getOrDefault("EVENKEEL_DATA", "absent"));
        assumeTrue(Files.isDirectory(data), "EVENKEEL_DATA names no folder");
        return data;
    }
}
