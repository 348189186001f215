package dev.evenkeel.serve.batch;

import dev.evenkeel.EvenkeelException;
import java.time.Duration;

/**
 * How requests are computed together, and how many may wait.
 *
 * @param maxExamples of one batch; a request of more is computed alone
 * @param maxDelay how long a request may wait for others while a thread is free; with none those that came while threads were busy
 *     are computed together
 * @param maxQueued requests that wait; beyond it status 503
 * @param maxQueuedValues inputs of all that wait; beyond it status 503, but for a request that would wait alone
 * @param timeLimit of a request, from its arrival to its answer; beyond it status 503
 * @param threads that compute batches of one model
 */
public record BatchSettings(
        int maxExamples, Duration maxDelay, int maxQueued, long maxQueuedValues, Duration timeLimit, int threads) {
    public BatchSettings {
        atLeastOne("The size of a batch", maxExamples);
        atLeastOne("The length of the queue", maxQueued);
        atLeastOne("The size of the queue", maxQueuedValues);
        atLeastOne("The time limit in milliseconds", timeLimit.toMillis());
        atLeastOne("The number of threads", threads);
        if (maxDelay.isNegative()) {
            throw new EvenkeelException("The delay of a batch needs 0 or more, but got " + maxDelay);
        }
    }

    /** Batches of 64 without delay, 1,024 requests of 256 MiB in all, 30 s, a thread for each processor. */
    public static BatchSettings standard() {
        return new BatchSettings(
                64,
                Duration.ZERO,
                1024,
                1L << 26,
                Duration.ofSeconds(30),
                Runtime.getRuntime().availableProcessors());
    }

    public BatchSettings withBatch(int examples, Duration delay) {
        return new BatchSettings(examples, delay, maxQueued, maxQueuedValues, timeLimit, threads);
    }

    public BatchSettings withQueue(int requests, long values) {
        return new BatchSettings(maxExamples, maxDelay, requests, values, timeLimit, threads);
    }

    public BatchSettings withTimeLimit(Duration limit) {
        return new BatchSettings(maxExamples, maxDelay, maxQueued, maxQueuedValues, limit, threads);
    }

    public BatchSettings withThreads(int count) {
        return new BatchSettings(maxExamples, maxDelay, maxQueued, maxQueuedValues, timeLimit, count);
    }

    private static void atLeastOne(String what, long value) {
        if (value < 1) {
            throw new EvenkeelException(what + " needs 1 or more, but got " + value);
        }
    }
}
