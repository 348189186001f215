package dev.evenkeel.spark.spill;

import dev.evenkeel.EvenkeelException;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * How many bytes of rows a task holds in memory: {@link #SETTING}, as a local property of the job or in the configuration, or by default
 * half of what Spark leaves to its users, shared among the tasks that an executor can run:
 * {@code (heap - 300 MiB) * (1 - spark.memory.fraction) / 2 / (cores / spark.task.cpus)}.
 */
public final class RowMemory {
    /** A size as Spark's own settings have, such as {@code 2g}. */
    public static final String SETTING = "spark.evenkeel.rows.memory";

    private static final long RESERVED = 300L << 20;
    private static final double SHARE = 0.5;

    private RowMemory() {}

    /** @throws EvenkeelException if the setting is no size */
    static long ofTask(TaskContext task) {
        SparkConf conf = SparkEnv.get().conf();
        String said = Optional.ofNullable(task.getLocalProperty(SETTING)).orElseGet(() -> conf.get(SETTING, ""));
        if (said.isEmpty()) {
            int cores = conf.getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
            return byDefault(
                    Runtime.getRuntime().maxMemory(),
                    conf.getDouble("spark.memory.fraction", 0.6),
                    Math.max(1, cores / Math.max(1, task.cpus())));
        }
        try {
            return new SparkConf(false).set(SETTING, said).getSizeAsBytes(SETTING);
        } catch (IllegalArgumentException noSize) {
            throw new EvenkeelException(SETTING + " needs a size such as 512m or 2g, but got '" + said + "'", noSize);
        }
    }

    static long byDefault(long heap, double fraction, int tasks) {
        return Math.max(0, (long) ((heap - RESERVED) * (1 - fraction) * SHARE / tasks));
    }
}
