package dev.evenkeel.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.download.Progress;
import dev.evenkeel.data.download.RemoteFile;
import dev.evenkeel.data.image.CifarBytes;
import dev.evenkeel.data.image.ImageDataset;
import dev.evenkeel.data.image.ImageRules;
import dev.evenkeel.data.image.ImageSize;
import dev.evenkeel.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
    @TempDir
    private Path folder;

    @Test
    void recordsOfCifarAreDividedByClassAndSeed() throws IOException {
        Path file = Files.write(folder.resolve("some.bin"), CifarBytes.records(twenty()));
        DataSource source = DataSource.of(file.toString()).testShare(.3);

        LoadedData some = source.seed(1).open();

        assertThat(some.name()).isEqualTo("some.bin");
        assertThat(some.division()).isEqualTo(Division.BY_SEED);
        assertThat(some.training().name()).isEqualTo("some.bin (training)");
        ImageDataset test = (ImageDataset) some.test().orElseThrow();
        assertThat(test.name()).isEqualTo("some.bin (test)");
        assertThat(IntStream.range(0, 6).map(test::classOf).sum())
                .as("3 of each of the 2 classes")
                .isEqualTo(3 * 8);
        assertThat(source.seed(1).open().test().orElseThrow().fingerprint()).isEqualTo(test.fingerprint());
        assertThat(source.seed(2).open().test().orElseThrow().fingerprint()).isNotEqualTo(test.fingerprint());
        LoadedData whole = source.testShare(0).open();
        assertThat(whole.training().size()).isEqualTo(20);
        assertThat(whole.test()).isEmpty();
    }

    @Test
    void aFolderOfCifarComesInParts() throws IOException {
        Path cifar = writeSixFiles(folder.resolve("small"));

        LoadedData small = DataSource.of(cifar.toString()).open();

        assertThat(small.name()).isEqualTo("small");
        assertThat(small.division()).isEqualTo(Division.GIVEN);
        assertThat(small.training().size()).isEqualTo(10);
        assertThat(small.test().orElseThrow().size()).isEqualTo(3);
    }

    @Test
    void aFolderOfImagesIsDividedUnlessItComesInParts() throws IOException {
        Path shapes = folder.resolve("shapes");
        for (int index = 0; index < 10; index++) {
            writeImage(shapes.resolve("dark/" + index + ".png"), index);
            writeImage(shapes.resolve("light/" + index + ".png"), 255 - index);
        }
        DataSource source = DataSource.of(shapes + "/.").testShare(.2);

        LoadedData divided = source.open();

        assertThat(source.isImageFolder()).isTrue();
        assertThat(divided.name()).isEqualTo("shapes");
        assertThat(divided.division()).isEqualTo(Division.BY_SEED);
        assertThat(divided.training().size()).isEqualTo(16);
        assertThat(divided.test().orElseThrow().size()).isEqualTo(4);
        assertThat(source.rules(ImageRules.defaults().size(new ImageSize(4, 6)))
                        .open()
                        .training()
                        .inputShape())
                .isEqualTo(Shape.of(4, 6, 1));

        Files.createDirectories(folder.resolve("parts"));
        Files.move(shapes, folder.resolve("parts/train"));
        writeImage(folder.resolve("parts/test/light/1.png"), 7);
        LoadedData given = DataSource.of(folder.resolve("parts").toString()).open();
        assertThat(given.division()).isEqualTo(Division.GIVEN);
        assertThat(given.training().size()).isEqualTo(20);
        assertThat(given.test().orElseThrow().size()).isEqualTo(1);
    }

    @Test
    void onlyFoldersOfImagesAreCalledSo() throws IOException {
        assertThat(DataSource.of("digits").isImageFolder()).isFalse();
        assertThat(DataSource.of(writeSixFiles(folder.resolve("cifar")).toString())
                        .isImageFolder())
                .isFalse();
        Path table = Files.writeString(folder.resolve("people.csv"), "n,class\n1,yes\n");
        assertThat(DataSource.of(table.toString()).isImageFolder()).isFalse();
    }

    @Test
    void cifarIsFoundInAFolderOrInTheSharedOne() throws IOException {
        writeSixFiles(folder.resolve("cifar10/cifar-10-batches-bin"));
        DataSource source =
                DataSource.of("cifar10").places(new Places(Optional.empty(), folder, ImageSourceTest::nowhere));

        for (String directory : new String[] {"", "cifar10", "cifar10/cifar-10-batches-bin"}) {
            LoadedData found = source.directory(folder.resolve(directory)).open();
            assertThat(found.name()).isEqualTo("cifar10");
            assertThat(found.training().size()).isEqualTo(10);
            assertThat(found.notes()).isEmpty();
        }
        Places shared = new Places(Optional.of(folder), folder.resolve("cache"), ImageSourceTest::nowhere);
        assertThat(DataSource.of("cifar10")
                        .places(shared)
                        .open()
                        .test()
                        .orElseThrow()
                        .size())
                .isEqualTo(3);
    }

    @Test
    void aSingleFileStandsForCifarWhereTheSixAreNot() throws IOException {
        Path cifar = Files.createDirectories(folder.resolve("cifar10"));
        Files.write(cifar.resolve("first.bin.gz"), CifarBytes.gzip(CifarBytes.records(twenty())));
        Places shared = new Places(Optional.of(folder), folder.resolve("cache"), ImageSourceTest::nowhere);

        LoadedData some = DataSource.of("cifar10").places(shared).testShare(.3).open();

        assertThat(some.name()).isEqualTo("cifar10");
        assertThat(some.division()).isEqualTo(Division.BY_SEED);
        assertThat(some.training().size()).isEqualTo(14);
        assertThat(some.notes())
                .containsExactly(cifar + " has not all of CIFAR-10: the 20 images of first.bin.gz are taken for it");

        assertThatThrownBy(() -> DataSource.of("cifar10")
                        .directory(Files.move(cifar, folder.resolve("other")))
                        .open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(folder.resolve("other") + " holds no cifar10: ");
        Files.move(folder.resolve("other"), cifar);
        Files.write(cifar.resolve("second.bin"), CifarBytes.records(1));
        assertThatThrownBy(() -> DataSource.of("cifar10").directory(folder).open())
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(folder + " holds no cifar10: its six files data_batch_1.bin to data_batch_5.bin and"
                        + " test_batch.bin, or a folder cifar10 with them, are needed");
    }

    @Test
    void cifarIsDownloadedAsOneArchiveOnce() throws IOException, NoSuchAlgorithmException {
        byte[] archive = CifarBytes.archive();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/cifar-10-binary.tar.gz", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, archive.length);
                exchange.getResponseBody().write(archive);
            }
        });
        server.start();
        URI address = URI.create("http://localhost:" + server.getAddress().getPort() + "/cifar-10-binary.tar.gz");
        Places places = new Places(Optional.empty(), folder, place -> address);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
        NamedSet set = new Cifar10Set(Cifar10Set.OFFICIAL.place(), sha256);

        LoadedData downloaded = open(set, places);
        assertThatThrownBy(() -> open(Cifar10Set.OFFICIAL, places))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(address + " is not the file that is wanted: its SHA-256 is " + sha256);
        server.stop(0);
        LoadedData cached = open(set, places);

        assertThat(downloaded.training().name()).isEqualTo("cifar10 (training)");
        assertThat(downloaded.training().size()).isEqualTo(10);
        assertThat(cached.training().fingerprint())
                .isEqualTo(downloaded.training().fingerprint());
        assertThat(folder.resolve("cifar10/cifar-10-binary.tar.gz")).hasBinaryContent(archive);
    }

    @Test
    void theOfficialArchiveIsNamedInFull() {
        assertThat(Cifar10Set.OFFICIAL.files(new Places(Optional.empty(), folder, UnaryOperator.identity())))
                .extracting(RemoteFile::address, RemoteFile::sha256)
                .containsExactly(tuple(
                        URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"));
    }

    private static LoadedData open(NamedSet set, Places places) {
        return set.open(Optional.empty(), places, new HoldOutRule(0.2, 0), Progress.SILENT);
    }

    private static URI nowhere(URI place) {
        return URI.create("http://localhost:9/");
    }

    /** Ten records each of the classes 0 and 8. */
    private static int[] twenty() {
        return IntStream.range(0, 20).map(index -> index % 2 * 8).toArray();
    }

    private static Path writeSixFiles(Path into) throws IOException {
        Files.createDirectories(into);
        for (Map.Entry<String, byte[]> file : CifarBytes.sixFiles().entrySet()) {
            Files.write(into.resolve(file.getKey()), file.getValue());
        }
        return into;
    }

    private static void writeImage(Path file, int grey) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, grey);
        Files.createDirectories(file.getParent());
        assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    }
}
