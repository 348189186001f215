package dev.evenkeel.data.sound;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.corpus.UnreadableFiles;
import dev.evenkeel.data.series.SeriesRules;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes are either refused with an {@link EvenkeelException} that names the file or read as frames of finite values. In the
 * suite only the seeds run. To search for counterexamples:
 *
 * <pre>{@code
 * JAZZER_FUZZ=1 mvn -pl data -am test -Dtest=SoundFuzzTest -Dtest.heap=-Xmx256m -Djazzer.hooks=true
 * }</pre>
 */
class SoundFuzzTest {
    @TempDir
    private static Path folder;

    static Stream<Arguments> files() {
        byte[] quiet = new byte[64];
        return Stream.of(
                        WaveBytes.mono(8_000, WaveBytes.sine(8_000, 300, 440, 0.5)),
                        WaveBytes.riff(
                                WaveBytes.chunk("fmt ", WaveBytes.extensible(1, 3, 44_100, 24)),
                                WaveBytes.chunk("data", new byte[63])),
                        WaveBytes.riff(
                                WaveBytes.chunk("LIST", new byte[5]),
                                WaveBytes.chunk("fmt ", WaveBytes.format(3, 1, 1, 64)),
                                WaveBytes.chunk("data", quiet)),
                        WaveBytes.riff(
                                WaveBytes.chunk("fmt ", WaveBytes.format(1, 256, 1_000_000, 8)),
                                WaveBytes.chunk("data", new byte[256])),
                        WaveBytes.riff(WaveBytes.chunk("data", quiet)),
                        WaveBytes.riff(),
                        new byte[0])
                .map(bytes -> Arguments.of((Object) bytes));
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "2m")
    void bytesAreRefusedOrReadAsFrames(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("fuzz.wav"), bytes);
        try {
            Dataset read = SoundSet.read(
                            file,
                            SoundRules.defaults()
                                    .rate(8_000)
                                    .files(files -> files.targets(SeriesRules.Targets.OPTIONAL)),
                            UnreadableFiles.REFUSED)
                    .series()
                    .training();
            Batch batch = new Batch(1, read.inputShape(), read.target());
            read.read(0, batch, 0);
            for (float value : batch.inputs()) {
                assertThat(value).isFinite();
            }
        } catch (EvenkeelException refused) {
            assertThat(refused).hasMessageContaining("fuzz.wav");
        }
    }
}
