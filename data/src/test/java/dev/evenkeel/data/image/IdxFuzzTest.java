package dev.evenkeel.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes are either refused with an {@link EvenkeelException} that names the file or read as IDX. In the suite only
 * the seeds run. To search for counterexamples:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl data -am test -Dtest=IdxFuzzTest -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class IdxFuzzTest {
    @TempDir
    private static Path folder;

    static Stream<Arguments> files() {
        return Stream.of(
                        "00000803 00000001 00000001 00000002 0708",
                        "00000801 00000002 0102",
                        "00000803 7fffffff 7fffffff 7fffffff",
                        "00000801 ffffffff",
                        "00000801 7fffffff 00",
                        "1f8b0800000000000003",
                        "1f8b",
                        "1f",
                        "")
                .map(file -> Arguments.of((Object) HexFormat.of().parseHex(file.replace(" ", ""))));
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "2m")
    void filesAreRefusedOrRead(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzz"), bytes);
        try {
            assertThat(IdxFile.images(file).bytes()).isNotEmpty();
        } catch (EvenkeelException refused) {
            assertThat(refused).hasMessageStartingWith(file.toString());
        }
        try {
            IdxFile labels = IdxFile.labels(file);
            assertThat(labels.bytes()).hasSize(labels.count());
        } catch (EvenkeelException refused) {
            assertThat(refused).hasMessageStartingWith(file.toString());
        }
    }
}
