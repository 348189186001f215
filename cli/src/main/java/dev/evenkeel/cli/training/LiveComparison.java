package dev.evenkeel.cli.training;

import dev.evenkeel.lab.comparison.Comparison;
import dev.evenkeel.lab.comparison.ComparisonProgress;
import dev.evenkeel.lab.comparison.ComparisonReport;
import dev.evenkeel.lab.report.LivePage;
import dev.evenkeel.lab.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The page that follows a comparison. */
public final class LiveComparison {
    private final LiveReport page;
    private final Comparison comparison;
    private final Path results;
    private final String title;
    private final List<Report.Fact> provenance;
    private volatile ComparisonProgress progress;

    public LiveComparison(
            LiveReport page, Comparison comparison, Path results, String title, List<Report.Fact> provenance) {
        this.page = page;
        this.comparison = comparison;
        this.results = results;
        this.title = title;
        this.provenance = List.copyOf(provenance);
        int trainings = comparison.configurations().size() * comparison.seeds();
        progress = new ComparisonProgress(0, trainings, 0, Double.NaN);
    }

    public void show(ComparisonProgress now) {
        progress = now;
        page.changed();
    }

    /** Does the work and, if it fails, has the page say so. */
    public <T> T during(Supplier<T> work) {
        page.start(this::present);
        try {
            return work.get();
        } catch (InterruptedRun stopped) {
            page.end("stopped, and can go on", this::report);
            throw stopped;
        } catch (RuntimeException failed) {
            page.end("failed: " + failed.getMessage(), this::report);
            throw failed;
        } finally {
            page.close();
        }
    }

    public void finished(Report last) {
        page.end("finished", () -> last);
    }

    private LivePage present() {
        ComparisonProgress now = progress;
        return LivePage.running(
                "running: " + now.finished() + " of " + now.trainings() + " trainings have ended", report());
    }

    private Report report() {
        return ComparisonReport.soFar(comparison, results, progress, title, provenance);
    }
}
