package dev.evenkeel.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"charts\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private static JsonObject chart(String page, int number) {
        Matcher data = DATA.matcher(page);
        assertThat(data.find()).isTrue();
        return Json.parse(data.group(1)).asArray().elements().get(number).asObject();
    }

    private static String withoutScripts(String page) {
        return page.replaceAll("(?s)<script.*?</script>", "");
    }

    private static Report of(Block... blocks) {
        return new Report("title", List.of(), List.of(new Report.Section("part", List.of(blocks))), List.of());
    }

    @Test
    void theSummaryComesFirstAndProvenanceLast() {
        String page = withoutScripts(HtmlReport.page(SampleReports.everything()));

        assertThat(page)
                .containsSubsequence(
                        "<h1>",
                        "better by 0.02",
                        "<main",
                        "Lines and bands.",
                        "data-chart=\"0\"",
                        "<caption>Loss</caption>",
                        "Provenance",
                        "evenkeel train --data digits");
    }

    @Test
    void noTextBreaksOutOfItsPlace() {
        String page = HtmlReport.page(SampleReports.everything());

        assertThat(withoutScripts(page)).doesNotContain("<script").doesNotContain("alert('");
        assertThat(DATA.matcher(page).results()).hasSize(1);
        assertThat(chart(page, 2).array("bars").elements().get(3).asObject().string("name"))
                .isEqualTo(SampleReports.HOSTILE);
    }

    @Test
    void nothingIsFetchedFromElsewhere() {
        String page = HtmlReport.page(SampleReports.everything());

        assertThat(page).contains("default-src 'none'").doesNotContain("'unsafe-eval'");
        assertThat(withoutScripts(page))
                .doesNotContain("src=")
                .doesNotContain("<link")
                .doesNotContain("http:");
    }

    @Test
    void valuesThatAreMissingAreGapsInChartsAndDashesInTables() {
        String page = HtmlReport.page(SampleReports.everything());

        assertThat(chart(page, 0)
                        .array("series")
                        .elements()
                        .get(1)
                        .asObject()
                        .array("y")
                        .elements())
                .element(15)
                .isEqualTo(JsonNull.NULL);
        assertThat(page).contains("<td class=\"number\">\u2013</td>");
    }

    @Test
    void linesWithPointsOfTheirOwnHaveARowForEachPoint() {
        Block.Lines chart = new Block.Lines(
                "two",
                Block.Axis.linear("step"),
                Block.Axis.linear("loss"),
                List.of(
                        new Block.Series("a", List.of(1.0, 2.0), List.of(0.5, 0.25)),
                        new Block.Series("b", List.of(3.0), List.of(1e-9))));

        assertThat(ChartTable.of(chart).rows())
                .containsExactly(List.of("a", "1", "0.5"), List.of("a", "2", "0.25"), List.of("b", "3", "1.0e-9"));
    }

    @Test
    void aPageWithoutChartsHasNoScripts() {
        String page = HtmlReport.page(of(new Block.Text("only words")));

        assertThat(page).contains("<p>only words</p>").doesNotContain("<script").hasSizeLessThan(10_000);
    }

    @Test
    void aHeatMapOfEqualOrMissingValuesIsWritten() {
        String page = HtmlReport.page(of(
                new Block.HeatMap("same", List.of("a", "b"), List.of("r"), List.of(List.of(1.0, 1.0))),
                new Block.HeatMap("none", List.of("a"), List.of("r"), List.of(List.of(Double.NaN)))));

        assertThat(page).contains("<td style=\"--share:0.00\">1</td>").contains("<td style=\"--share:0\">\u2013</td>");
    }

    @Test
    void aReportOfTwoHundredRunsStaysBelowFiveMegabytes() throws IOException {
        Path file = folder.resolve("new/report.html");

        HtmlReport.write(SampleReports.runs(200, 100), file);

        assertThat(Files.size(file)).isBetween(700_000L, 5_000_000L);
    }

    @Test
    void whatCannotBeWrittenIsRefusedWithItsPath() {
        assertThatThrownBy(() -> HtmlReport.write(SampleReports.everything(), folder))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith(folder.toString());
    }

    @Test
    void piecesThatDoNotFitTogetherAreRefused() {
        assertThatThrownBy(() -> new Block.Series("loss", List.of(1.0, 2.0), List.of(0.5)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("Line 'loss' has 2 points across, but 1 values up. Give as many");
        assertThatThrownBy(() -> new Block.Band("b", List.of(1.0), List.of(1.0), List.of(1.0), List.of()))
                .hasMessageStartingWith("Band 'b' has 1 points across, but 0 values up");
        assertThatThrownBy(() -> new Block.Table("t", List.of("a", "b"), List.of(List.of("1"))))
                .hasMessageStartingWith("Table 't' has 2 columns, but 1 cells in a row");
        assertThatThrownBy(() -> new Block.HeatMap("h", List.of("a"), List.of("r"), List.of(List.of(1.0, 2.0))))
                .hasMessageStartingWith("Heat map 'h' has 1 columns, but 2 values in a row");
    }
}
