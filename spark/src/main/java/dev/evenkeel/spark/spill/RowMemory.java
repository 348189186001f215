package dev.evenkeel.spark.spill;

import dev.evenkeel.EvenkeelException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

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
    private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)(,\\s*\\d+)?]");

    private RowMemory() {}

    /** @throws EvenkeelException if the setting is no size */
    static long ofTask(TaskContext task) {
        SparkConf conf = SparkEnv.get().conf();
        String said = said(task.getLocalProperty(SETTING), conf);
        if (said.isEmpty()) {
            return byDefault(
                    Runtime.getRuntime().maxMemory(),
                    conf.getDouble("spark.memory.fraction", 0.6),
                    Math.max(1, cores(conf) / Math.max(1, task.cpus())));
        }
        return size(said);
    }

    /**
     * Sees that the setting is a size, before any work.
     *
     * @throws EvenkeelException if it is none
     */
    public static void requireSize(SparkContext context) {
        String said = said(context.getLocalProperty(SETTING), context.conf());
        if (!said.isEmpty()) {
            long unused = size(said);
        }
    }

    private static String said(@Nullable String ofJob, SparkConf conf) {
        return ofJob == null ? conf.get(SETTING, "") : ofJob;
    }

    private static long size(String said) {
        try {
            long bytes = new SparkConf(false).set(SETTING, said).getSizeAsBytes(SETTING);
            if (bytes >= 0) {
                return bytes;
            }
        } catch (IllegalArgumentException noSize) {
            throw noSize(said, noSize);
        }
        throw noSize(said, new IllegalArgumentException("below 0"));
    }

    private static EvenkeelException noSize(String said, IllegalArgumentException why) {
        return new EvenkeelException(SETTING + " needs a size such as 512m or 2g, but got '" + said + "'", why);
    }

    /** How many cores this executor has, as far as the configuration says, or all of the machine. */
    static int cores(SparkConf conf) {
        String master = conf.get("spark.master", "");
        Matcher local = LOCAL.matcher(master);
        if (local.matches()) {
            return Integer.parseInt(local.group(1));
        }
        return master.equals("local")
                ? 1
                : conf.getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
    }

    static long byDefault(long heap, double fraction, int tasks) {
        return Math.max(0, (long) ((heap - RESERVED) * (1 - fraction) * SHARE / tasks));
    }
}
