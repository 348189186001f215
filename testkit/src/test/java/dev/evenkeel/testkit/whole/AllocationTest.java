package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own: what other tests taught the compiler, or an agent wove in, would be measured too. */
class AllocationTest {
    @TempDir
    private Path folder;

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void aHundredStepsAllocateNothingOnAnyThread() throws IOException, InterruptedException {
        Path answer = folder.resolve("bytes");
        assertThat(Runs.start(SteadyRun.class, List.of(), answer.toString()).waitFor())
                .isZero();
        assertThat(Files.readString(answer))
                .as("bytes that caller, team and prefetcher allocated in the last 100 steps")
                .isEqualTo("0");
    }
}
