package dev.evenkeel.lab.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** How long a browser takes to show a report: {@code DrawingTimes [RUNS EPOCHS]}, as benchmarks/report runs it. */
final class DrawingTimes {
    private static final int TIMES = 7;

    private DrawingTimes() {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        int epochs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        Browser browser = Browser.find()
                .orElseThrow(() -> new IllegalStateException("no Chromium on the path or in EVENKEEL_CHROMIUM"));
        Path folder = Files.createTempDirectory("report");
        Path page = folder.resolve("report.html");
        HtmlReport.write(SampleReports.runs(runs, epochs), page);
        int[] milliseconds = new int[TIMES];
        for (int time = 0; time < TIMES; time++) {
            milliseconds[time] = Drawn.of(browser.open(page, folder)).milliseconds();
        }
        Arrays.sort(milliseconds);
        System.out.printf(
                "%d runs of %d epochs, %d bytes: shown in %d ms (median of %d, %d to %d)%n",
                runs,
                epochs,
                Files.size(page),
                milliseconds[TIMES / 2],
                TIMES,
                milliseconds[0],
                milliseconds[TIMES - 1]);
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
