package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/first-steps.md prints, run as it stands there. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "takes a minute, and runs on later ones")
class FirstStepsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String PROMPT = "$ ./evenkeel ";
    private static final String LEFT_OUT = "...";

    @TempDir
    private Path folder;

    /** A command and the lines below it. */
    private record Example(List<String> arguments, List<String> lines) {}

    @Test
    @Timeout(600)
    void commandsPrintWhatTheDocumentSays() throws Exception {
        copy(ROOT.resolve("examples"));
        List<Example> examples = examples();

        assertThat(examples).hasSize(6);
        for (Example example : examples) {
            assertThat(plain(run(example.arguments())))
                    .as(String.join(" ", example.arguments()))
                    .containsSubsequence(plain(example.lines()));
        }
        for (Path report :
                List.of(Path.of("run-digits-seed1"), Path.of("bad"), Path.of("mended"), Path.of("dropout"))) {
            assertThat(folder.resolve(report).resolve("report.html")).exists();
        }
    }

    @Test
    void networksAreThoseOfTheFiles() throws IOException {
        String document = document();
        for (String name : List.of("bad-dropout.yaml", "mended-dropout.yaml")) {
            String file = Files.readString(ROOT.resolve("examples").resolve(name));
            assertThat(document).contains("```yaml\n" + file.substring(file.indexOf("input:")) + "```");
        }
    }

    @ParameterizedTest
    @MethodSource("soundNetworks")
    void theAuditFindsNothingInTheNetworksThatAreShown(String title, String network) throws IOException {
        CommandCall call = CommandCall.of("audit", CommandCall.write(folder.resolve("shown.yaml"), network));

        assertThat(call.out()).as(title).endsWith("nothing to report\n");
    }

    static Stream<Arguments> soundNetworks() throws IOException {
        List<Arguments> networks = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("examples"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !path.endsWith("bad-dropout.yaml"))
                    .sorted()
                    .toList()) {
                networks.add(Arguments.of(file.toString(), Files.readString(file)));
            }
        }
        for (String page : List.of("README.md", "docs/sequences.md")) {
            String text = Files.readString(ROOT.resolve(page));
            int begin = text.indexOf("```yaml\n") + "```yaml\n".length();
            networks.add(Arguments.of(page, text.substring(begin, text.indexOf("```", begin))));
        }
        String manual = Files.readString(ROOT.resolve("docs").resolve("cli.md"));
        int described = manual.indexOf("    input: [20]\n");
        networks.add(Arguments.of(
                "docs/cli.md",
                manual.substring(described, manual.indexOf("\n\n", described)).stripIndent()));
        return networks.stream();
    }

    private static String document() throws IOException {
        return Files.readString(ROOT.resolve("docs").resolve("first-steps.md")).replace("\r\n", "\n");
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (String block : document().split("```console\n")) {
            if (block.startsWith(PROMPT)) {
                List<String> lines =
                        block.substring(0, block.indexOf("```")).lines().toList();
                String command = lines.get(0).substring(PROMPT.length());
                examples.add(new Example(
                        List.of(command.split(" ")),
                        lines.stream()
                                .skip(1)
                                .filter(line -> !line.equals(LEFT_OUT) && !line.isBlank())
                                .toList()));
            }
        }
        return examples;
    }

    private void copy(Path from) throws IOException {
        Path to = Files.createDirectory(folder.resolve(String.valueOf(from.getFileName())));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        }
    }

    private List<String> run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.lines().toList();
    }

    /** Lines whose figures may vary: with times, machines and widths of vectors. */
    private static List<String> plain(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll("(?<![\\w.])[-+]?\\d[\\d.,]*(e-?\\d+)?(?![\\w])", "#")
                        .replaceAll("\\s+", " "))
                .toList();
    }
}
