package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/serving.md, run in their order by a shell, but for a shorter training and a free port. */
@Timeout(300)
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class ServingGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "serving.md");
    private static final Pattern PROGRAM = Pattern.compile("```java\n// (\\S+[.]java)\n(.*?)```", Pattern.DOTALL);
    private static final String LAUNCHER = "./evenkeel ";

    @TempDir
    private Path folder;

    private Optional<ServerProcess> server = Optional.empty();

    @AfterEach
    void end() throws IOException, InterruptedException {
        if (server.isPresent()) {
            String unused = server.get().end();
            server = Optional.empty();
        }
    }

    @Test
    void everyCommandRuns() throws Exception {
        for (String tool : List.of("bash", "curl", "openssl")) {
            assumeTrue(isThere(tool), tool + " is not on the path");
        }
        String guide = Files.readString(GUIDE);
        Matcher program = PROGRAM.matcher(guide);
        while (program.find()) {
            Files.writeString(folder.resolve(program.group(1)), program.group(2));
        }
        StringBuilder told = new StringBuilder();
        List<String> commands = guide.replaceAll("(?s)```.*?```", "")
                .lines()
                .filter(line ->
                        line.matches(" {4}((\\./evenkeel|curl|openssl|printf|for|chmod) .*|java \\w+[.]java .*)"))
                .map(String::strip)
                .toList();
        assertThat(commands).hasSizeGreaterThan(12);
        for (String command : commands) {
            told.append(run(command));
        }

        assertThat(told)
                .contains(
                        "\"probabilities\"", "200 {\"model_name\":\"digits\"", "verdict=\"drifting\",version=\"\"} 1.0")
                .doesNotContain("\"error\"");
    }

    private static boolean isThere(String tool) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
    }

    private String run(String command) throws Exception {
        if (command.startsWith(LAUNCHER + "serve ")) {
            end();
            List<String> words =
                    List.of(command.substring((LAUNCHER + "serve ").length()).split(" "));
            server = Optional.of(ServerProcess.start(folder, words));
            return "";
        }
        String line = command.replace(
                "8080",
                server.map(one -> String.valueOf(one.address().getPort())).orElse("none"));
        if (line.startsWith(LAUNCHER)) {
            List<String> words =
                    new ArrayList<>(List.of(line.substring(LAUNCHER.length()).split(" ")));
            words.addAll(List.of("--epochs", "1"));
            words.set(words.indexOf("--out") + 1, folder.resolve("digits").toString());
            CommandCall call = CommandCall.of(words.toArray());
            assertThat(call.code()).as("%s%n%s", line, call.err()).isZero();
            return call.out();
        }
        Process shell = new ProcessBuilder("bash", "-c", line)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as("%s%n%s", line, out).isZero();
        return out;
    }
}
