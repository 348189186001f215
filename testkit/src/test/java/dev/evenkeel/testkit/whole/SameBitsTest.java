package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.model.Model;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SameBitsTest {
    @TempDir
    private Path folder;

    @Test
    void theVectorKernelsAreTheOnesUnderTest() {
        assertThat(PreferredKernels.kernels().lanes())
                .as("lanes of %s", PreferredKernels.kernels().name())
                .isGreaterThan(1);
    }

    @Test
    void oneAndTwoAndFiveThreadsWriteTheSameFile() {
        byte[] one = trained(2, 1);
        assertThat(trained(2, 2)).isEqualTo(one);
        assertThat(trained(2, 5)).isEqualTo(one);
    }

    @Test
    void theInterpreterWritesTheSameFile() throws InterruptedException {
        Path interpreted = folder.resolve("interpreted");
        int status = Runs.start(Runs.class, List.of("-Xint"), interpreted.toString(), "1", "2")
                .waitFor();
        assertThat(status).isZero();
        assertThat(Runs.bytes(interpreted.resolve("model.safetensors"))).isEqualTo(trained(1, 1));
    }

    private byte[] trained(int epochs, int threads) {
        Model model = Runs.trainer(epochs).threads(threads).fit(Runs.data(400));
        Path file = folder.resolve("model" + threads + ".safetensors");
        model.write(file);
        return Runs.bytes(file);
    }
}
