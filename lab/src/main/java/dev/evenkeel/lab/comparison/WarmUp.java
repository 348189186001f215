package dev.evenkeel.lab.comparison;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * The time until the JVM has compiled what a training does most: over when its compiler idled half of the time in two looks
 * one after the other, or after 30 s.
 */
final class WarmUp {
    private static final long LOOK_NANOS = 400_000_000L;
    private static final double BUSY = 0.5;
    private static final int CALM_LOOKS = 2;
    private static final long MAX_NANOS = 30_000_000_000L;

    private final @Nullable CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    private final long begin = System.nanoTime();
    private long looked = begin;
    private long compiled = compiledMillis();
    private int calm;

    boolean isOver() {
        long now = System.nanoTime();
        if (now - looked >= LOOK_NANOS) {
            long total = compiledMillis();
            calm = (total - compiled) * 1e6 < BUSY * (now - looked) ? calm + 1 : 0;
            looked = now;
            compiled = total;
        }
        return calm >= CALM_LOOKS || now - begin > MAX_NANOS;
    }

    private long compiledMillis() {
        return compiler != null && compiler.isCompilationTimeMonitoringSupported()
                ? compiler.getTotalCompilationTime()
                : 0;
    }
}
