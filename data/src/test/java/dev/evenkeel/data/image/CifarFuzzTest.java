package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.evenkeel.EvenkeelException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes are either refused with an {@link EvenkeelException} that names the file, or read as CIFAR-10 records or as an
 * archive. In the suite only the seeds run. To search for counterexamples:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl data -am test -Dtest=CifarFuzzTest -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class CifarFuzzTest {
    @TempDir
    private static Path folder;

    static Stream<Arguments> files() throws IOException {
        byte[] two = CifarBytes.records(0, 9);
        byte[] archive = CifarBytes.tar(List.of(
                CifarBytes.entry("folder/", '5', new byte[0]),
                CifarBytes.entry("folder/a", '0', new byte[] {1, 2, 3})));
        return Stream.of(
                        two,
                        Arrays.copyOf(two, 4000),
                        CifarBytes.gzip(CifarBytes.records(4)),
                        CifarBytes.records(10),
                        archive,
                        Arrays.copyOf(archive, 1700),
                        CifarBytes.archive(),
                        new byte[] {0x1F, (byte) 0x8B},
                        new byte[0])
                .map(file -> Arguments.of((Object) file));
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "2m")
    void recordsAreRefusedOrRead(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzz.bin"), bytes);
        try {
            ImageDataset images = Cifar.file(file, "fuzz");
            assertThat(images.size()).isPositive();
        } catch (EvenkeelException refused) {
            assertThat(refused).hasMessageStartingWith(file.toString());
        }
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "2m")
    void archivesAreRefusedOrGoneThrough(byte[] bytes) throws IOException {
        Path file = folder.resolve("fuzz.tar");
        try {
            TarArchive.forEachFile(file, new ByteArrayInputStream(bytes), (name, content) -> {
                assertThat(name).isNotEmpty().doesNotStartWith("/");
                assertThat(content.readAllBytes().length).isLessThanOrEqualTo(bytes.length);
            });
        } catch (EvenkeelException refused) {
            assertThat(refused).hasMessageStartingWith(file.toString());
        }
    }
}
