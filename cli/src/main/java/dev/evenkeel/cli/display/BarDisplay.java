package dev.evenkeel.cli.display;

import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Progress;
import java.io.PrintStream;

/** One bar that fills over the whole run, redrawn in place: for terminals. */
final class BarDisplay implements TrainingDisplay {
    private final TerminalBar bar;
    private final Speed speed;
    private long told;

    BarDisplay(PrintStream out, Speed speed) {
        this.bar = new TerminalBar(out);
        this.speed = speed;
    }

    @Override
    public void step(Progress progress) {
        speed.step(progress);
        long total = (long) progress.epochs() * progress.stepsPerEpoch();
        long now = System.nanoTime();
        if (now - told > TerminalBar.REFRESH_MILLIS * 500_000L || Speed.position(progress) == total) {
            told = now;
            bar.show(
                    Speed.position(progress),
                    total,
                    "epoch " + progress.epoch() + "/" + progress.epochs() + ", "
                            + TrainingDisplay.measures(progress.meanLoss(), progress.accuracy()) + ", "
                            + speed.text(progress));
        }
    }

    @Override
    public void epoch(EpochReport report, int epochs) {
        // The bar goes on; the history is in run.json.
    }

    @Override
    public void watched(AttentionLines lines) {
        bar.below(lines.standing());
    }

    @Override
    public void close() {
        bar.close();
    }
}
