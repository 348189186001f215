package dev.evenkeel.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a cluster of processes. */
class KilledExecutorClusterTest {
    private static final List<String> SETTINGS = List.of(
            "spark.serializer=org.apache.spark.serializer.KryoSerializer",
            "spark.speculation=true",
            "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1");

    @TempDir
    private static Path folder;

    private static StandaloneCluster cluster;
    private static Path jar;
    private static Path tests;

    @BeforeAll
    static void start() {
        cluster = new StandaloneCluster(folder.resolve("spark"), 2);
        jar = Path.of(System.getProperty("evenkeel.spark.jar"));
        tests = ClassFolders.jar(folder.resolve("tests.jar"), Path.of("target", "test-classes"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aRunWhoseExecutorIsKilledEndsAtTheSameBits() {
        String whole = line(submit("whole", 0).output());
        StandaloneCluster.Application killed = submit("killed", 100);
        killed.killExecutorOnce(() -> hasCheckpoint(folder.resolve("killed")));
        String resumed = line(killed.output());
        assertThat(whole).endsWith("attempt 0 fresh");
        assertThat(resumed).doesNotContain("attempt 0");
        assertThat(resumed.split(" ", -1)[1]).isEqualTo(whole.split(" ", -1)[1]);
    }

    private static StandaloneCluster.Application submit(String name, int pause) {
        return cluster.submit(
                name,
                jar,
                tests,
                SETTINGS,
                List.of(
                        TrainedTogether.class.getName(),
                        "2",
                        Integer.toString(pause),
                        folder.resolve(name).toUri().toString()));
    }

    private static boolean hasCheckpoint(Path kept) {
        String[] names = kept.toFile().list((where, name) -> name.endsWith(".safetensors"));
        return names != null && names.length > 0;
    }

    private static String line(String output) {
        return output.lines()
                .filter(text -> text.startsWith("SUM "))
                .findFirst()
                .orElseThrow();
    }
}
