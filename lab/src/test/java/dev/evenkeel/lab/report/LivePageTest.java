package dev.evenkeel.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.lab.live.LiveServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Pages that change while they are open. Those with a browser are skipped where there is no Chromium. */
@Timeout(300)
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class LivePageTest {
    private static final String DRAWN = "document.body.dataset.drawn === ";
    private static final String MARK = "document.getElementById('live').textContent";

    @TempDir
    private Path folder;

    private volatile LivePage page = LivePage.running("running: epoch 1 of 3", report(1));
    private final LiveServer server = LiveServer.start(0, () -> page);

    @AfterEach
    void stop() {
        server.close();
    }

    /** With more lines, charts and sections the further it is. */
    private static Report report(int epochs) {
        List<Double> epoch = numbers(IntStream.rangeClosed(1, epochs).mapToDouble(number -> number));
        List<Block.Series> lines = List.of(
                new Block.Series("training", epoch, epoch),
                new Block.Series("validation", epoch, numbers(epoch.stream().mapToDouble(x -> 1 / x))));
        Block.Axis x = Block.Axis.linear("epoch");
        List<Block> curves = new ArrayList<>(List.of(new Block.Text("Curves of " + epochs + " epochs.")));
        curves.add(new Block.Lines("Loss", x, Block.Axis.linear("loss"), lines));
        if (epochs > 1) {
            curves.add(0, new Block.Lines("Accuracy", x, Block.Axis.linear("accuracy"), lines.subList(0, 1)));
        }
        List<Report.Section> sections = new ArrayList<>(List.of(new Report.Section("Learning", curves)));
        if (epochs > 2) {
            sections.add(new Report.Section("Classes", List.of(new Block.Text("as they were taken"))));
        }
        List<List<String>> rows = IntStream.range(0, 100)
                .mapToObj(row -> List.of("layer " + row, Integer.toString(epochs)))
                .toList();
        sections.add(
                new Report.Section("Network", List.of(new Block.Table("Layers", List.of("layer", "epochs"), rows))));
        return new Report("Run of " + epochs, List.of("After " + epochs), sections, List.of());
    }

    private static List<Double> numbers(DoubleStream values) {
        return values.boxed().toList();
    }

    private BrowserWindow open() throws IOException, InterruptedException {
        Optional<Browser> found = Browser.find();
        assumeTrue(found.isPresent(), "no Chromium on the path or in EVENKEEL_CHROMIUM");
        return BrowserWindow.open(found.orElseThrow(), server.address(), folder);
    }

    private void come(int epochs) {
        page = LivePage.running("running: epoch " + epochs + " of 3", report(epochs));
        server.changed();
    }

    @Test
    void anOpenPageFollowsAndKeepsWhatItsReaderDidToIt() throws IOException, InterruptedException {
        try (BrowserWindow window = open()) {
            window.await(DRAWN + "'1'");
            assertThat(window.evaluate("""
                    (() => {
                      const chart = document.querySelector('.chart');
                      const drawn = echarts.getInstanceByDom(chart);
                      const table = [...document.querySelectorAll('tbody')].pop().rows[80];
                      document.querySelector('details').open = true;
                      drawn.dispatchAction({ type: 'legendUnSelect', name: 'validation' });
                      chart.focus();
                      table.scrollIntoView();
                      window.kept = { chart, drawn, table, top: table.getBoundingClientRect().top };
                    })()""")).isEqualTo("undefined");

            come(2);
            window.await(MARK + " === 'running: epoch 2 of 3'");
            assertThat(window.evaluate(DRAWN + "'2'")).isEqualTo("true");
            come(3);
            window.await(MARK + " === 'running: epoch 3 of 3'");

            assertThat(window.evaluate("document.title")).isEqualTo("Run of 3");
            assertThat(window.evaluate("[...document.querySelectorAll('h2')].map(h => h.textContent)"))
                    .isEqualTo("Learning,Classes,Network");
            assertThat(window.evaluate("document.querySelectorAll('figcaption').length"))
                    .isEqualTo("2");
            assertThat(window.evaluate("kept.drawn === echarts.getInstanceByDom(kept.chart) && kept.chart.isConnected"))
                    .isEqualTo("true");
            assertThat(window.evaluate("kept.drawn.getOption().series.map(s => s.data.length)"))
                    .isEqualTo("3,3");
            assertThat(window.evaluate("kept.drawn.getOption().legend[0].selected.validation"))
                    .isEqualTo("false");
            assertThat(window.evaluate("document.activeElement === kept.chart")).isEqualTo("true");
            assertThat(window.evaluate("kept.chart.closest('figure').querySelector('details').open"))
                    .isEqualTo("true");
            assertThat(window.evaluate("kept.table.cells[1].textContent")).isEqualTo("3");
            assertThat(window.evaluate("Math.abs(kept.table.getBoundingClientRect().top - kept.top) < 2"))
                    .isEqualTo("true");
            assertThat(window.console()).isEmpty();
        }
    }

    @Test
    void theLastPageStaysWhenTheServerIsGone() throws IOException, InterruptedException {
        try (BrowserWindow window = open()) {
            window.await(DRAWN + "'1'");

            server.finish(LivePage.ended("finished", report(3)));

            window.await(MARK + " === 'finished. This page no longer changes.'");
            Thread.sleep(500);
            assertThat(window.evaluate("document.querySelector('.summary').innerText"))
                    .isEqualTo("After 3");
            assertThat(window.evaluate("document.querySelectorAll('svg').length"))
                    .isEqualTo("2");
            assertThat(window.evaluate(MARK)).startsWith("finished");
            assertThat(window.console()).isEmpty();
        }
    }

    @Test
    void aPageWhoseRunIsGoneSaysSo() throws IOException, InterruptedException {
        try (BrowserWindow window = open()) {
            window.await(DRAWN + "'1'");

            server.close();

            window.await(MARK + ".startsWith('The run does not answer.')");
        }
    }

    @Test
    void onlyALivePageAsksForAnything() {
        String file = HtmlReport.page(report(3));

        assertThat(page.page()).contains("new EventSource(");
        assertThat(file)
                .doesNotContain("EventSource")
                .doesNotContain("connect-src")
                .doesNotContain("id=\"live\"");
    }
}
