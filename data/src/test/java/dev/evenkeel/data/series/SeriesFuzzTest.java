package dev.evenkeel.data.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes are either refused with an {@link EvenkeelException} that names the file or read as series of finite values. In the
 * suite only the seeds run. To search for counterexamples:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl data -am test -Dtest=SeriesFuzzTest -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class SeriesFuzzTest {
    @TempDir
    private static Path folder;

    static Stream<Arguments> texts() {
        return Stream.of(
                        "@classLabel true a b\n@data\n1,2:3,4:a\n5,?:6,7:b\n",
                        "@targetLabel true\n@equalLength true\n@seriesLength 2\n@data\n1,2:1e3\n",
                        "@dimensions 999999999\n@data\n1\n",
                        "@classLabel\n",
                        "@data\n:\n::\n,,\n",
                        "@classLabel true a\n@data\n:a\n",
                        "@",
                        "#",
                        "")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("texts")
    @FuzzTest(maxDuration = "2m")
    void bytesAreRefusedOrReadAsSeries(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzz.ts"), bytes);
        try {
            SeriesDataset read = SeriesSet.read(
                            file.toString(), SeriesRules.defaults().missing(MissingValues.INTERPOLATE))
                    .training();
            Batch batch = new Batch(1, read.inputShape(), read.target());
            read.read(read.size() - 1, batch, 0);
            for (float value : batch.inputs()) {
                assertThat(value).isFinite();
            }
        } catch (EvenkeelException refused) {
            assertThat(refused).hasMessageContaining(file.toString());
        }
    }
}
