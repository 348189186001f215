package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.tensor.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at random instants. Checkpoints follow one another so closely that many kills fall into a write. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class KilledRunTest {
    private static final int KILLS = 20;
    private static final String EPOCHS = "300";

    @TempDir
    private Path folder;

    @Test
    @Timeout(300)
    void aRunKilledAtRandomInstantsEndsInTheSameBits() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        Process uninterrupted = start(whole, 1);

        Randomness randomness = new Randomness(17);
        int kills = 0;
        for (int run = 0; kills < KILLS || run == 0; run++) {
            Path killed = folder.resolve("killed" + run);
            Process process = start(killed, 2);
            Path checkpoint = killed.resolve("checkpoint.safetensors");
            while (kills < KILLS && goesOn(process, checkpoint, randomness)) {
                process.destroyForcibly().waitFor();
                kills++;
                process = start(killed, 1 + kills % 2);
            }
            assertThat(process.waitFor()).as("exit status of run %d", run).isZero();
            assertThat(uninterrupted.waitFor()).isZero();
            byte[] expected = Runs.bytes(whole.resolve("model.safetensors"));
            assertThat(Runs.bytes(killed.resolve("model.safetensors")))
                    .as("model of run %d after %d kills in all", run, kills)
                    .isEqualTo(expected);
        }
        assertThat(kills).isEqualTo(KILLS);
    }

    /** Whether it still runs at a random instant: three times in four after it wrote a checkpoint, else while it starts. */
    private static boolean goesOn(Process process, Path checkpoint, Randomness randomness)
            throws IOException, InterruptedException {
        FileTime before = modified(checkpoint);
        boolean hasToWrite = randomness.nextInt(4) > 0;
        while (hasToWrite && process.isAlive() && modified(checkpoint).equals(before)) {
            Thread.sleep(1);
        }
        return !process.waitFor(randomness.nextInt(500), TimeUnit.MILLISECONDS);
    }

    private static FileTime modified(Path file) throws IOException {
        return Files.exists(file) ? Files.getLastModifiedTime(file) : FileTime.fromMillis(0);
    }

    private static Process start(Path folder, int threads) {
        return Runs.start(Runs.class, List.of("-Xmx256m"), folder.toString(), EPOCHS, Integer.toString(threads));
    }
}
