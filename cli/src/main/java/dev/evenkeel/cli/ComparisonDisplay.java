package dev.evenkeel.cli;

import dev.evenkeel.lab.comparison.ComparisonProgress;

/** Shows how a comparison goes on: a bar for terminals, a line every ten seconds for files and pipes. */
final class ComparisonDisplay implements AutoCloseable {
    private static final int PARTS = 1000;
    private static final long LONGEST_SILENCE = 10_000_000_000L;
    /** Until a first estimate means something: the first epochs are slow. */
    private static final long FIRST_SILENCE = 2_000_000_000L;

    private final Console console;
    private final TerminalBar bar;
    private long told = System.nanoTime() - LONGEST_SILENCE + FIRST_SILENCE;

    ComparisonDisplay(Console console) {
        this.console = console;
        this.bar = new TerminalBar(console.err());
    }

    void show(ComparisonProgress progress) {
        String text = progress.finished() + "/" + progress.trainings() + " trainings, about "
                + Speed.time(progress.secondsLeft()) + " left";
        long now = System.nanoTime();
        if (console.display() == Console.Display.LIVE) {
            bar.show((long) (progress.share() * PARTS), PARTS, text);
        } else if (now - told >= LONGEST_SILENCE || progress.finished() == progress.trainings()) {
            told = now;
            console.note(text);
        }
    }

    @Override
    public void close() {
        bar.close();
    }
}
