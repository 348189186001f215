package dev.evenkeel.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports as a browser shows them. Skipped where there is no Chromium. */
class BrowserTest {
    private static final Pattern DRAWN =
            Pattern.compile("<body [^>]*data-drawn=\"(\\d+)\" data-milliseconds=\"(\\d+)\"");
    /** More than one, as other work may slow the machine down. */
    private static final int TRIALS = 3;

    private static final int MOST_MILLISECONDS = 2000;

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

    private static Matcher drawn(Browser.Opened opened) {
        Matcher drawn = DRAWN.matcher(opened.document());
        assertThat(drawn.find()).as(opened.console().toString()).isTrue();
        return drawn;
    }

    @Test
    void everyChartIsDrawnWithoutAWordOnTheConsole() throws IOException, InterruptedException {
        Browser.Opened opened = open(SampleReports.everything());

        assertThat(opened.console()).isEmpty();
        assertThat(drawn(opened).group(1)).isEqualTo("3");
        assertThat(opened.document().split("<svg ", -1)).hasSize(4);
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
        assertThat(drawn(opened).group(1)).isEqualTo("8");
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

    @Test
    void twoHundredRunsAreShownInTwoSeconds() throws IOException, InterruptedException {
        int least = Integer.MAX_VALUE;
        for (int trial = 0; trial < TRIALS && least >= MOST_MILLISECONDS; trial++) {
            Browser.Opened opened = open(SampleReports.runs(200, 100));
            assertThat(opened.console()).isEmpty();
            least = Math.min(least, Integer.parseInt(drawn(opened).group(2)));
        }

        assertThat(least).isLessThan(MOST_MILLISECONDS);
    }
}
