package dev.evenkeel.lab.comparison;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the threads of a comparison did with their time. Safe for several threads. */
final class ThreadTime {
    private final int threads;
    private final int trainings;
    private final long begin = System.nanoTime();
    private final LongAdder training = new LongAdder();
    private final Map<Thread, Long> free = new ConcurrentHashMap<>();
    private long waiting;

    ThreadTime(int threads, int trainings) {
        this.threads = threads;
        this.trainings = trainings;
    }

    /** A training ended that began at that time. */
    void trained(long beginNanos) {
        training.add(System.nanoTime() - beginNanos);
    }

    /** This thread has done all that belongs to a training. */
    void free() {
        free.put(Thread.currentThread(), System.nanoTime());
    }

    /** Nothing is left to do for any thread. */
    void end() {
        long end = System.nanoTime();
        waiting = (threads - free.size()) * (end - begin);
        free.values().forEach(since -> waiting += end - since);
    }

    Effort effort(double seconds, double processorSeconds) {
        return new Effort(seconds, threads, trainings, training.sum() / 1e9, waiting / 1e9, processorSeconds);
    }
}
