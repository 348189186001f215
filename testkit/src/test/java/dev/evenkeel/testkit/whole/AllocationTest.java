package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a JVM of its own: what other tests taught the compiler, or an agent wove in, would be measured too. */
class AllocationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {SteadyRun.IMAGES, SteadyRun.SEQUENCES})
    @EnabledForJreRange(min = JRE.JAVA_25)
    void aHundredStepsAllocateNothingOnAnyThread(String kind) throws IOException, InterruptedException {
        Path answer = folder.resolve("bytes");
        assertThat(Runs.start(SteadyRun.class, List.of(), answer.toString(), kind)
                        .waitFor())
                .isZero();
        assertThat(Files.readString(answer))
                .as("bytes that caller, team and prefetcher allocated in the last 100 steps")
                .isEqualTo("0");
    }
}
