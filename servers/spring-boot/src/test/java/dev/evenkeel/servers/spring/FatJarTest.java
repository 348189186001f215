package dev.evenkeel.servers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.servers.contract.ServerContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The packaged application as a process of its own: its model is a resource of a jar within its jar. */
@EnabledIfSystemProperty(named = "fat.jar", matches = ".+", disabledReason = "runs once the jar is packaged")
class FatJarTest extends ServerContract {
    private static final Path JAR = Path.of(System.getProperty("fat.jar"));
    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    private static Process application;
    private static int port;
    private static final StringBuilder LOG = new StringBuilder();

    @BeforeAll
    static void start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        application = new ProcessBuilder(
                        java,
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-Devenkeel.kernels=vector",
                        "-jar",
                        JAR.toString(),
                        "--server.port=0")
                .redirectErrorStream(true)
                .start();
        BufferedReader output = application.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            LOG.append(line).append('\n');
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                port = Integer.parseInt(started.group(1));
                return;
            }
        }
        throw new IllegalStateException("The application ended before it listened:\n" + LOG);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        application.destroy();
        application.waitFor();
    }

    @Override
    protected int port() {
        return port;
    }

    @Test
    void theModelLiesInAJarWithinTheJar() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .anyMatch(name -> name.matches("BOOT-INF/lib/evenkeel-servers-model-.*\\.jar"))
                    .noneMatch(name -> name.endsWith(".safetensors"));
        }
    }
}
