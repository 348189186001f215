package dev.evenkeel.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Browser.Opened opened = open(SampleReports.runs(200, 100));

        assertThat(opened.console()).isEmpty();
        assertThat(Integer.parseInt(drawn(opened).group(2))).isLessThan(2000);
    }
}
