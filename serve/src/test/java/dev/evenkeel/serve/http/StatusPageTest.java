package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.serve.DriftReports;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.watch.DriftSource;
import dev.evenkeel.serve.watch.Served;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page in a browser. */
@Timeout(180)
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class StatusPageTest {
    @TempDir
    private Path folder;

    private static Optional<Path> browser() {
        String given = System.getenv("EVENKEEL_CHROMIUM");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(path -> Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                        .map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The page as its script leaves it, after what the browser had to say. */
    private String opened(Path browser, RunningServer running, int scheme) throws Exception {
        Path document = folder.resolve("document.html");
        Path log = folder.resolve("browser.log");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--enable-logging=stderr",
                        "--blink-settings=preferredColorScheme=" + scheme,
                        "--virtual-time-budget=3000",
                        "--dump-dom",
                        running.at("/").toString())
                .redirectOutput(document.toFile())
                .redirectError(log.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readAllLines(log)).noneMatch(line -> line.contains("CONSOLE"));
        return Files.readString(document);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theScriptDrawsModelsTrafficAndDrift(int scheme) throws Exception {
        Optional<Path> browser = browser();
        Assumptions.assumeTrue(browser.isPresent(), "needs Chromium");
        Map<Served, DriftReport> drift = Map.of(new Served("iris", "1"), DriftReports.of(Verdict.STEADY, "norm<1>"));
        try (RunningServer running = new RunningServer(ServerSettings.standard(), () -> drift)) {
            running.post("/v2/models/iris/infer", RunningServer.BODY);

            String page = opened(browser.get(), running, scheme);

            assertThat(page)
                    .contains("<h2>iris</h2>", ">ready</span>", "Requests per second", "1,200 examples looked at")
                    .contains("norm&lt;1&gt;", ">drifting</span>", ">0.314</td>", "<polyline")
                    .contains("<p id=\"server\">version ");
        }
    }

    @Test
    void theScriptDrawsTheColumnsOfATable() throws Exception {
        Optional<Path> browser = browser();
        Assumptions.assumeTrue(browser.isPresent(), "needs Chromium");
        Served iris = new Served("iris", "1");
        TableDrift.Column colour = new TableDrift.Column(
                "colour",
                2_048,
                "colour=<red>",
                OptionalDouble.of(0.217),
                OptionalDouble.of(0.02),
                OptionalDouble.empty(),
                OptionalDouble.of(0.125),
                OptionalDouble.empty(),
                OptionalDouble.of(0.03),
                Verdict.DRIFTING,
                OptionalLong.of(128));
        DriftSource source = new DriftSource() {
            @Override
            public Map<Served, DriftReport> drift() {
                return Map.of(iris, new DriftReport(Verdict.TOO_FEW_TO_TELL, 0, 0, 0, List.of()));
            }

            @Override
            public List<TableDrift.Column> columns(Served served) {
                return List.of(colour);
            }
        };
        try (RunningServer running = new RunningServer(ServerSettings.standard(), source)) {
            assertThat(opened(browser.get(), running, 0))
                    .contains("Columns of its table", "colour=&lt;red&gt;", ">drifting</span>", ">2,048</td>")
                    .contains(">0.217</td>", ">12.5 %</td>", ">–</td>", ">3.0 %</td>")
                    .contains("aria-label=\"Drift by column\"")
                    .doesNotContain("aria-label=\"Drift by layer\"");
        }
    }
}
