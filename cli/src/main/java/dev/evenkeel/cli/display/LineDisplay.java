package dev.evenkeel.cli.display;

import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Progress;
import java.io.PrintStream;
import java.util.Locale;

/**
 * A line at the end of an epoch and every ten seconds: for files and pipes. At most one epoch a second
 * gets a line.
 */
final class LineDisplay implements TrainingDisplay {
    private static final long MAX_SILENCE = 10_000_000_000L;
    private static final long SHORTEST_SILENCE = 1_000_000_000L;

    private final PrintStream out;
    private final Speed speed;
    private String pace = "";
    private long told = System.nanoTime();
    private boolean toldAnything;

    LineDisplay(PrintStream out, Speed speed) {
        this.out = out;
        this.speed = speed;
    }

    @Override
    public void step(Progress progress) {
        speed.step(progress);
        boolean last = progress.step() == progress.stepsPerEpoch();
        if (last || System.nanoTime() - told > MAX_SILENCE) {
            pace = speed.text(progress);
            if (!last) {
                tell(String.format(
                        Locale.ROOT,
                        "epoch %d/%d, step %d/%d: %s (%s)",
                        progress.epoch(),
                        progress.epochs(),
                        progress.step(),
                        progress.stepsPerEpoch(),
                        TrainingDisplay.measures(progress.meanLoss(), progress.accuracy()),
                        pace));
            }
        }
    }

    @Override
    public void epoch(EpochReport report, int epochs) {
        if (!toldAnything || report.epoch() == epochs || System.nanoTime() - told > SHORTEST_SILENCE) {
            tell("epoch " + report.epoch() + "/" + epochs + ": " + TrainingDisplay.measures(report) + " (" + pace
                    + ")");
        }
    }

    @Override
    public void watched(AttentionLines lines) {
        lines.changes().forEach(this::tell);
    }

    @Override
    public void close() {
        out.flush();
    }

    private void tell(String line) {
        out.println(line);
        told = System.nanoTime();
        toldAnything = true;
    }
}
