package dev.evenkeel.cli.display;

import dev.evenkeel.lab.comparison.ComparisonProgress;

/** Shows how a comparison goes on: a bar for terminals, a line with the first estimate, every ten seconds and at the end for files and pipes. */
public final class ComparisonDisplay implements AutoCloseable {
    private static final int PARTS = 1000;
    private static final long MAX_SILENCE = 10_000_000_000L;

    private final Console console;
    private final TerminalBar bar;
    private long told = System.nanoTime();
    private boolean estimated;

    public ComparisonDisplay(Console console) {
        this.console = console;
        this.bar = new TerminalBar(console.screen());
    }

    public void show(ComparisonProgress progress) {
        String text = progress.finished() + "/" + progress.trainings() + " trainings" + left(progress);
        long now = System.nanoTime();
        if (console.display() == Console.Display.LIVE) {
            bar.show((long) (progress.share() * PARTS), PARTS, text);
        } else if (now - told >= MAX_SILENCE || isFirstEstimate(progress) || isLast(progress)) {
            told = now;
            estimated = isEstimated(progress);
            console.note(text);
        }
    }

    private boolean isFirstEstimate(ComparisonProgress progress) {
        return !estimated && isEstimated(progress);
    }

    private static boolean isEstimated(ComparisonProgress progress) {
        return Double.isFinite(progress.secondsLeft());
    }

    private static boolean isLast(ComparisonProgress progress) {
        return progress.finished() == progress.trainings();
    }

    private static String left(ComparisonProgress progress) {
        return isEstimated(progress) && !isLast(progress)
                ? ", about " + Speed.time(progress.secondsLeft()) + " left"
                : "";
    }

    @Override
    public void close() {
        bar.close();
    }
}
