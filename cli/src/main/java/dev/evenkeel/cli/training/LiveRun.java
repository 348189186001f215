package dev.evenkeel.cli.training;

import dev.evenkeel.audit.Finding;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.display.Speed;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.report.LivePage;
import dev.evenkeel.lab.report.Report;
import dev.evenkeel.lab.report.RunReport;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The page that follows a training run. What a step costs is a few assignments; the page is made where somebody looks. */
final class LiveRun {
    private final LiveReport page;
    private final RunRecord record;
    private final int epochs;
    private final List<String> findings;
    private final RunWatch watch;
    private final Speed speed = new Speed(0);
    private final List<EpochReport> history = new ArrayList<>();
    private int epoch = 1;
    private int step;
    private int stepsPerEpoch;
    private long steps;
    private double loss = Double.NaN;
    private double accuracy = Double.NaN;

    /**
     * @param findings of the audit before the run
     * @param watch which has seen what goes on inside the network, if it is to be looked at
     */
    LiveRun(LiveReport page, RunRecord record, int epochs, List<Finding> findings, RunWatch watch) {
        this.page = page;
        this.record = record;
        this.epochs = epochs;
        this.findings = findings.stream().map(Finding::toString).toList();
        this.watch = watch;
    }

    void start() {
        page.start(this::present);
    }

    void step(Progress progress) {
        if (page.isShown()) {
            take(progress);
            page.changed();
        }
    }

    void epoch(EpochReport report) {
        if (page.isShown()) {
            add(report);
            page.changed();
        }
    }

    /** Does the work and, if it fails, has the page say so. */
    <T> T during(Supplier<T> work) {
        try {
            return work.get();
        } catch (InterruptedRun stopped) {
            page.end("stopped, and can go on", () -> report(record("interrupted")));
            throw stopped;
        } catch (RuntimeException failed) {
            String error = String.valueOf(failed.getMessage());
            page.end("failed", () -> report(record("failed").with("error", error)));
            throw failed;
        } finally {
            page.close();
        }
    }

    void finished(Supplier<Report> last) {
        page.end("finished", last);
    }

    private synchronized void take(Progress progress) {
        speed.step(progress);
        epoch = progress.epoch();
        step = progress.step();
        stepsPerEpoch = progress.stepsPerEpoch();
        steps = progress.totalSteps();
        loss = progress.meanLoss();
        accuracy = progress.accuracy();
    }

    private synchronized void add(EpochReport report) {
        history.add(report);
    }

    private LivePage present() {
        JsonObject present = record("running");
        long reached = present.object("progress").longInteger("epoch");
        return LivePage.running("running: epoch " + reached + " of " + epochs, report(present));
    }

    private Report report(JsonObject present) {
        return watch.shown(inside -> RunReport.soFar(present, findings, inside, TrainingReport.origin(present)));
    }

    private synchronized JsonObject record(String status) {
        JsonObject progress = JsonObject.of()
                .with("epoch", epoch)
                .with("epochs", epochs)
                .with("step", step)
                .with("stepsPerEpoch", stepsPerEpoch)
                .with("steps", steps)
                .with("loss", JsonAnswer.number(loss))
                .with("accuracy", JsonAnswer.number(accuracy));
        if (status.equals("running")) {
            progress = progress.with(
                    "secondsLeft", JsonAnswer.number(speed.secondsLeft().orElse(Double.NaN)));
        }
        return record.state(status, history).with("progress", progress);
    }
}
