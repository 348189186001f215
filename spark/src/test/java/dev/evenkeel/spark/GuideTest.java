package dev.evenkeel.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/spark.md, compiled and run as it stands there. */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "how tasks meet does not hang on the JDK, and it takes long")
class GuideTest {
    @TempDir
    Path folder;

    @Test
    void theProgramOfTheGuideTrainsScoresAndSaves() throws Exception {
        LocalSpark.session();
        String guide = Files.readString(Path.of("..", "docs", "spark.md"));
        int begin = guide.indexOf("```java\nimport") + "```java\n".length();
        Path source = folder.resolve("Homes.java");
        Files.writeString(source, guide.substring(begin, guide.indexOf("```", begin)));

        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(compiled).isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            loader.loadClass("Homes").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {folder.resolve("model").toString()});
        }

        EvenkeelModel model =
                EvenkeelModel.load(folder.resolve("model/model.safetensors").toString());
        assertThat(model.model().output().labels())
                .containsExactlyInAnyOrderElementsOf(List.of("house", "flat", "hut"));
        assertThat(EvenkeelClassificationModel.load(folder.resolve("model").toString())
                        .summary()
                        .epochs())
                .last()
                .satisfies(epoch -> assertThat(epoch.accuracy()).isGreaterThan(0.9));
    }
}
