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
        byte[] one = trained(1);
        assertThat(trained(2)).isEqualTo(one);
        assertThat(trained(5)).isEqualTo(one);
    }

    @Test
    void theInterpreterWritesTheSameFile() throws InterruptedException {
        Path interpreted = folder.resolve("interpreted");
        int status = Runs.start(Runs.class, List.of("-Xint"), interpreted.toString(), "2", "2")
                .waitFor();
        assertThat(status).isZero();
        assertThat(Runs.bytes(interpreted.resolve("model.safetensors"))).isEqualTo(trained(1));
    }

    private byte[] trained(int threads) {
        Model model = Runs.trainer(2).threads(threads).fit(Runs.data(400));
        Path file = folder.resolve("model" + threads + ".safetensors");
        model.write(file);
        return Runs.bytes(file);
    }
}
