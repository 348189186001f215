package dev.evenkeel.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Reports as a browser shows them. Skipped where there is no Chromium. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class BrowserTest {
    private static final Pattern AREA = Pattern.compile("<path d=\"([^\"]*)\" fill=\"[^\"]*\" fill-opacity=\"0.16\">");
    private static final Pattern LINE =
            Pattern.compile("<path d=\"([^\"]*)\" fill=\"transparent\" stroke=\"[^\"]*\" stroke-opacity=\"0.6\"");
    private static final Pattern ELEMENT = Pattern.compile("<[a-z]");
    /** A line, its legend's word, sign and surface, and what these need. */
    private static final long MOST_ELEMENTS_OF_A_RUN = 9;

    private static final Pattern BAR =
            Pattern.compile("<path d=\"M[\\d.]+ ([\\d.]+)l[\\d.]+ 0l0 (-?[\\d.]+)l-[\\d.]+ 0Z\" fill=\"#2563a8\">");

    @TempDir
    private Path folder;

    private Browser browser;

    @BeforeEach
    void findTheBrowser() {
        Optional<Browser> found = Browser.find();
        assumeTrue(found.isPresent(), "no Chromium on the path or in EVENKEEL_CHROMIUM");
        browser = found.orElseThrow();
    }

    private Browser.Opened open(Report report) throws IOException, InterruptedException {
        Path page = folder.resolve("report.html");
        HtmlReport.write(report, page);
        return browser.open(page, folder);
    }

    @Test
    void everyChartIsDrawnWithoutAWordOnTheConsole() throws IOException, InterruptedException {
        Browser.Opened opened = open(SampleReports.everything());

        assertThat(opened.console()).isEmpty();
        assertThat(Drawn.of(opened).charts()).isEqualTo(3);
        assertThat(opened.document().split("<svg ", -1)).hasSize(4);
    }

    @Test
    void picturesAndPointsAreShownWithoutAWordOnTheConsole() throws IOException, InterruptedException {
        String png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";
        Block.Points points = new Block.Points(
                "Predicted over actual",
                Block.Axis.linear("actual"),
                Block.Axis.linear("predicted"),
                List.of(1.0, 2.0, 3.0),
                List.of(1.1, Double.NaN, 2.9));
        Block.Pictures pictures = new Block.Pictures("Worst", List.of(new Block.Picture(png, "cat, taken for dog")));
        Browser.Opened opened = open(new Report(
                "Examples",
                List.of("One."),
                List.of(new Report.Section("Examples", List.of(pictures, points))),
                List.of()));

        assertThat(opened.console()).isEmpty();
        assertThat(Drawn.of(opened).charts()).isEqualTo(1);
    }

    @Test
    void chartsOfNothingOfOnePointAndOfMissingValuesAreDrawn() throws IOException, InterruptedException {
        Block.Axis x = Block.Axis.linear("x");
        Block.Axis y = Block.Axis.logarithmic("y");
        List<Double> one = List.of(1.0);
        List<Double> missing = List.of(Double.NaN);
        List<Block> charts = List.of(
                new Block.Lines("no line", x, y, List.of()),
                new Block.Lines("no point", x, y, List.of(new Block.Series("empty", List.of(), List.of()))),
                new Block.Lines("one point", x, y, List.of(new Block.Series("one", one, one))),
                new Block.Lines("below 0", x, y, List.of(new Block.Series("one", one, List.of(-1.0)))),
                new Block.Bands("no band", x, y, List.of()),
                new Block.Bands("missing", x, x, List.of(new Block.Band("one", one, missing, missing, missing))),
                new Block.Bars("no bar", y, List.of()),
                new Block.Bars("missing", x, List.of(new Block.Bar("one", Double.NaN, Double.NaN, Double.NaN))));

        Browser.Opened opened =
                open(new Report("edges", List.of(), List.of(new Report.Section("charts", charts)), List.of()));

        assertThat(opened.console()).isEmpty();
        assertThat(Drawn.of(opened).charts()).isEqualTo(8);
    }

    @Test
    void whatABandFillsIsWhatItsBoundsEnclose() throws IOException, InterruptedException {
        Browser.Opened opened = openLight(SampleReports.shapes());
        List<Double> areas = AREA.matcher(opened.document())
                .results()
                .map(path -> area(path.group(1)))
                .toList();

        double whole = areas.get(0);
        double besideALegend = areas.get(3);
        assertThat(opened.console()).isEmpty();
        assertThat(besideALegend / whole).isBetween(0.8, 0.95);
        assertThat(areas)
                .usingElementComparator((one, other) -> Math.abs(one - other) < whole / 1000 ? 0 : 1)
                .containsExactly(
                        whole,
                        whole,
                        whole,
                        besideALegend,
                        besideALegend / 2,
                        whole * 60 / 144,
                        0.0,
                        besideALegend * 2 / 3 * 3 / 4);
    }

    @Test
    void barsStartAtZeroWhereTheirLengthTellsSomething() throws IOException, InterruptedException {
        List<String> charts =
                List.of(openLight(SampleReports.shapes()).document().split("<svg ", -1));

        List<double[]> upAndDown = bars(charts.get(7));
        double zero = upAndDown.get(0)[0];
        double unit = upAndDown.get(0)[1] / 0.5;
        assertThat(unit).isNegative();
        assertThat(upAndDown).extracting(bar -> bar[0]).containsExactly(zero, zero, zero);
        assertThat(upAndDown)
                .extracting(bar -> (double) Math.round(1000 * bar[1] / unit) / 1000)
                .containsExactly(0.5, -0.25, 0.75);
        assertThat(bars(charts.get(8))).isEmpty();
        assertThat(bars(charts.get(9))).isEmpty();
        List<double[]> many = bars(charts.get(10));
        assertThat(many).hasSize(60);
        assertThat(many.get(3)[1] / many.get(0)[1]).isCloseTo(8 / 5.0, within(1e-3));
    }

    private Browser.Opened openLight(Report report) throws IOException, InterruptedException {
        Path page = folder.resolve("report.html");
        HtmlReport.write(report, page);
        return browser.open(page, folder, "--blink-settings=preferredColorScheme=1");
    }

    /** Where each bar starts and how far it goes down from there. */
    private static List<double[]> bars(String chart) {
        return BAR.matcher(chart)
                .results()
                .map(bar -> new double[] {Double.parseDouble(bar.group(1)), Double.parseDouble(bar.group(2))})
                .toList();
    }

    /** What a path of straight lines encloses, which is 0 where it goes back the way it came. */
    private static double area(String path) {
        return Stream.of(path.split("[MZ]", -1))
                .mapToDouble(part -> {
                    double[] numbers = Stream.of(part.split("[L ]", -1))
                            .filter(number -> !number.isEmpty())
                            .mapToDouble(Double::parseDouble)
                            .toArray();
                    double twice = 0;
                    for (int at = 0; at < numbers.length; at += 2) {
                        int next = (at + 2) % numbers.length;
                        twice += numbers[at] * numbers[next + 1] - numbers[next] * numbers[at + 1];
                    }
                    return Math.abs(twice) / 2;
                })
                .sum();
    }

    @Test
    void watchedRunsAreDrawnToo() throws IOException, InterruptedException {
        List<Report.Section> sections = List.of(
                new Report.Section("well", WatchedRuns.ofBlocks(300).blocks("")),
                new Report.Section("not well", WatchedRuns.ofDeepSigmoids(3).blocks("")));

        Browser.Opened opened = open(new Report("Inside", List.of(), sections, List.of()));

        assertThat(opened.console()).isEmpty();
        assertThat(Drawn.of(opened).charts()).isEqualTo(8 + 5 + 8 + 2);
    }

    @Test
    void whatAPageMayNotRunIsToldOnTheConsole() throws IOException, InterruptedException {
        Path page = folder.resolve("report.html");
        String intact = HtmlReport.page(SampleReports.everything());
        Files.writeString(
                page, intact.replace("</body>\n</html>", "<script>document.title = 'changed'</script></body></html>"));

        Browser.Opened opened = browser.open(page, folder);

        assertThat(opened.console()).singleElement().asString().contains("Content Security Policy");
        assertThat(opened.document()).doesNotContain("<title>changed");
    }

    /** What a run adds to a page is what it costs to show; the time that takes is measured by benchmarks/report. */
    @Test
    void twoHundredRunsAreDrawnByALineEachWithAllItsPointsAndNoMarks() throws IOException, InterruptedException {
        int runs = 200;
        int epochs = 100;
        Browser.Opened opened = open(SampleReports.runs(runs, epochs));

        assertThat(opened.console()).isEmpty();
        assertThat(Drawn.of(opened).charts()).isEqualTo(3);
        List<String> charts = Stream.of(opened.document().split("<svg ", -1))
                .skip(1)
                .map(chart -> chart.substring(0, chart.indexOf("</svg>")))
                .toList();
        assertThat(charts)
                .hasSize(3)
                .allSatisfy(chart ->
                        assertThat(ELEMENT.matcher(chart).results().count()).isLessThan(MOST_ELEMENTS_OF_A_RUN * runs));
        for (String lines : charts.subList(0, 2)) {
            assertThat(LINE.matcher(lines).results().map(line -> line.group(1).split("[ML]", -1).length - 1))
                    .hasSize(runs)
                    .containsOnly(epochs);
        }
    }
}
