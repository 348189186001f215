package dev.evenkeel.cli.training;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * What becomes of Ctrl-C (SIGINT) and SIGTERM. While a run trains they ask it to stop, and the process lives until it has
 * written its checkpoint; at any other time they end the process at once. The exit code is 130.
 */
public final class Interruption {
    public static final int EXIT_CODE = 130;

    private final Runnable lastWord;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean waits;
    private volatile int code = EXIT_CODE;

    private Interruption(Runnable lastWord) {
        this.lastWord = lastWord;
    }

    /** Nothing interrupts. */
    public static Interruption never() {
        return new Interruption(() -> {});
    }

    /** Has been asked for already: for tests. */
    public static Interruption atOnce() {
        Interruption interruption = never();
        interruption.asked.countDown();
        return interruption;
    }

    /** Follows the signals of this process; {@code lastWord} is said if it has to end at once. */
    public static Interruption ofProcess(Runnable lastWord) {
        Interruption interruption = new Interruption(lastWord);
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::shutDown, "evenkeel-interruption"));
        return interruption;
    }

    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Does nothing until it is asked for. */
    public void await() {
        try {
            asked.await();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does work that looks at {@link #isAsked} and stops by itself. */
    public <T> T during(Supplier<T> work) {
        waits = true;
        T result = work.get();
        waits = isAsked();
        return result;
    }

    /** The command is over and has said everything. */
    public void commandEnded(int exitCode) {
        code = exitCode;
        ended.countDown();
    }

    private void shutDown() {
        if (ended.getCount() == 0) {
            return;
        }
        asked.countDown();
        if (!waits) {
            try {
                lastWord.run();
            } finally {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
        try {
            ended.await();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(code);
    }
}
