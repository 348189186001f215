package dev.evenkeel.lab.report;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Chromium without a window. */
record Browser(Path program) {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final long MAX_SECONDS = 120;

    /** What came of opening a page. */
    record Opened(String document, List<String> console) {}

    /** The one that EVENKEEL_CHROMIUM names, else one on the path. */
    static Optional<Browser> find() {
        String given = System.getenv("EVENKEEL_CHROMIUM");
        if (given != null) {
            return Optional.of(new Browser(Path.of(given)));
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Browser::new);
    }

    /** Opens {@code page}; its own files go to {@code folder}. */
    Opened open(Path page, Path folder, String... more) throws IOException, InterruptedException {
        Path document = folder.resolve("document.html");
        Path log = folder.resolve("browser.log");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr"));
        command.addAll(List.of(more));
        command.addAll(List.of("--dump-dom", page.toUri().toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(document.toFile())
                .redirectError(log.toFile())
                .start();
        if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(program + " took longer than " + MAX_SECONDS + " s: " + Files.readString(log));
        }
        List<String> console = Files.readAllLines(log).stream()
                .filter(line -> line.contains("CONSOLE"))
                .toList();
        return new Opened(Files.readString(document), console);
    }
}
