package dev.evenkeel.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The jar that people submit, on a master and two workers that are processes, with executors that are killed. */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "takes two minutes, and runs on JDK 17")
class SparkClusterTest {
    private static final List<String> SETTINGS = List.of(
            "spark.serializer=org.apache.spark.serializer.KryoSerializer",
            "spark.speculation=true",
            "spark.sql.adaptive.enabled=true");

    @TempDir
    private static Path folder;

    private static StandaloneCluster cluster;
    private static Path jar;
    private static Path tests;

    /** What an application said that nobody disturbed. */
    private static String said;

    @BeforeAll
    static void start() {
        cluster = new StandaloneCluster(folder.resolve("spark"), 2);
        jar = Path.of(System.getProperty("evenkeel.spark.jar"));
        tests = ClassFolders.jar(folder.resolve("tests.jar"), Path.of("target", "test-classes"));
        said = submit("whole", "all", place("whole"), "2", "20").output();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void whatIsTrainedWhileAnExecutorIsKilledIsTheSameAndScoresTheSameInANewApplication() throws IOException {
        StandaloneCluster.Application killed = submit("killed", "fit", place("killed"), "2", "20");
        killed.killExecutorOnce(() -> Files.exists(folder.resolve("killed/state"))
                && files(folder.resolve("killed/state")).stream().anyMatch(name -> name.endsWith(".safetensors")));
        assertThat(line("MODEL", killed.output())).isEqualTo(line("MODEL", said));
        assertThat(files(folder.resolve("killed/state")))
                .as("states go with success")
                .hasSize(1);
        assertThat(files(folder.resolve("whole/model"))).anyMatch(name -> name.endsWith("model.safetensors"));

        String scored = line("SCORED", said);
        StandaloneCluster.Application cut = submit("cut", "score", place("killed"), "80");
        cut.killExecutorOnce(() -> cut.says("Finished task 3"));
        assertThat(line("SCORED", cut.output())).isEqualTo(scored);
        assertThat(scored).startsWith("SCORED 200000 ");
        assertThat(Double.parseDouble(scored.replaceFirst(".* right ", ""))).isGreaterThan(0.9);
    }

    @Test
    void rowsThatAreCutBadlyOrUnfitAreNoSurpriseOnACluster() {
        assertThat(line("SPARSE", said)).isEqualTo("SPARSE and ragged as dense and even");
        assertThat(line("UNFIT", said))
                .contains("EvenkeelClassifier cannot learn from row 20 of worker 1, [[0.0,NaN,")
                .contains("value 1 of column 'features' is NaN");
        assertThat(line("UNSEEN", said)).isEqualTo("UNSEEN 3 predictions");
        assertThat(line("MISSING", said)).contains("'features'").endsWith(" after 0 jobs");
    }

    private static StandaloneCluster.Application submit(String name, String... arguments) {
        return cluster.submit(
                name,
                jar,
                tests,
                SETTINGS,
                Stream.concat(Stream.of(ClusterApplication.class.getName()), Stream.of(arguments))
                        .toList());
    }

    private static String place(String name) {
        return folder.resolve(name).toUri().toString();
    }

    private static String line(String word, String output) {
        return output.lines()
                .filter(text -> text.startsWith(word + " "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no line begins with " + word + ":\n" + output));
    }

    private static List<String> files(Path of) {
        try (Stream<Path> files = Files.walk(of)) {
            return files.map(Path::toString).toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
