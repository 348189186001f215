package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code evenkeel serve} as a process of its own, on a free port. */
final class ServerProcess {
    private static final Pattern ADDRESS = Pattern.compile("Serving .* at (\\S+)");

    private final Process process;
    private final Path errors;
    private final String told;

    private ServerProcess(Process process, Path errors, String told) {
        this.process = process;
        this.errors = errors;
        this.told = told;
    }

    /** @param folder it runs in, and writes its log to */
    static ServerProcess start(Path folder, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve"));
        command.addAll(words);
        command.addAll(List.of("--port", "0"));
        Path errors = folder.resolve("server.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder told = new StringBuilder();
        String line = "";
        while (line != null && !line.startsWith("Status page")) {
            line = out.readLine();
            told.append(line).append('\n');
        }
        assertThat(line).as("%s%n%s%n%s", words, told, Files.readString(errors)).isNotNull();
        return new ServerProcess(process, errors, told.toString());
    }

    /** What it printed when it began. */
    String told() {
        return told;
    }

    URI address() {
        Matcher address = ADDRESS.matcher(told);
        assertThat(address.find()).as(told).isTrue();
        return URI.create(address.group(1));
    }

    /** Ends it by SIGTERM; what stands in its log. */
    String end() throws IOException, InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String log = Files.readString(errors);
        assertThat(process.exitValue()).as(log).isZero();
        return log;
    }
}
