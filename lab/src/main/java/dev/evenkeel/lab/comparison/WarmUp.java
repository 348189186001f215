package dev.evenkeel.lab.comparison;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** The time until the JVM has compiled what a training does most: over when its compiler idles half of the time, or after 6 s. */
final class WarmUp {
    private static final long LOOK_NANOS = 400_000_000L;
    private static final double BUSY = 0.5;
    private static final long LONGEST_NANOS = 6_000_000_000L;

    private final @Nullable CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    private final long begin = System.nanoTime();
    private long looked = begin;
    private long compiled = compiledMillis();

    boolean isOver() {
        long now = System.nanoTime();
        if (now - looked < LOOK_NANOS) {
            return false;
        }
        long total = compiledMillis();
        double busy = (total - compiled) * 1e6 / (now - looked);
        looked = now;
        compiled = total;
        return busy < BUSY || now - begin > LONGEST_NANOS;
    }

    private long compiledMillis() {
        return compiler != null && compiler.isCompilationTimeMonitoringSupported()
                ? compiler.getTotalCompilationTime()
                : 0;
    }
}
