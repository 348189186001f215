package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Runs workers as the tasks of a barrier stage: all at the same time, and all again if one of them is lost. */
public final class BarrierStage {
    private static final int SECRET_BYTES = 32;
    private static final Duration POLL = Duration.ofMillis(100);

    private BarrierStage() {}

    /**
     * What the first worker makes of the rows, together with the others.
     *
     * @param rows as many partitions as there shall be workers
     * @param patience how long a worker waits for another before that one counts as lost
     * @throws EvenkeelException if the cluster cannot run so many workers at a time, or what the first worker to fail said
     */
    public static <T> byte[] run(RDD<T> rows, Duration patience, WorkerTask<T> task) {
        if (rows.getNumPartitions() == 1) {
            return Outcome.ofAll(collected(
                    rows.context(),
                    () -> rows.toJavaRDD()
                            .mapPartitions(mine ->
                                    List.of(BarrierTask.alone(mine, task)).iterator())
                            .collect()));
        }
        Ports.of(rows.context().conf());
        requireRoom(rows.context(), rows.getNumPartitions());
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        ClassTag<Outcome> outcome = ClassTag$.MODULE$.apply(Outcome.class);
        RDD<Outcome> outcomes = rows.barrier().mapPartitions(new BarrierTask<>(secret, patience, task), false, outcome);
        return Outcome.ofAll(collected(
                rows.context(),
                () -> Stream.of((Object[]) shuffled(outcomes).collect())
                        .map(Outcome.class::cast)
                        .toList()));
    }

    /** Runs a job that does not outlive an interrupt of this thread, after which nobody waits for it. */
    private static List<Outcome> collected(SparkContext context, Supplier<List<Outcome>> job) {
        String tag = "evenkeel-" + UUID.randomUUID();
        context.addJobTag(tag);
        try {
            return job.get();
        } catch (Exception failed) { // Spark's methods do not declare what they throw
            if (failed instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
                Thread.currentThread().interrupt();
                context.cancelJobsWithTag(tag);
                throw new EvenkeelException(
                        "The thread was interrupted while its workers were at work: their job is cancelled", failed);
            }
            throw failed;
        } finally {
            context.removeJobTag(tag);
        }
    }

    /** Spark runs a barrier stage again if its results go through a shuffle, and gives up where they go to the driver. */
    private static RDD<Outcome> shuffled(RDD<Outcome> outcomes) {
        return outcomes.toJavaRDD().repartition(1).rdd();
    }

    /** How many tasks can run at the same time; executors may still be starting. */
    private static int awaitRoom(SparkContext context, int wanted) {
        long seconds = context.conf().getTimeAsSeconds("spark.scheduler.maxRegisteredResourcesWaitingTime", "30s");
        long end = System.nanoTime()
                + Duration.ofSeconds(context.isLocal() ? 0 : seconds).toNanos();
        while (true) {
            int room = context.maxNumConcurrentTasks(
                    context.resourceProfileManager().defaultResourceProfile());
            if (room >= wanted
                    || System.nanoTime() > end
                    || Thread.currentThread().isInterrupted()) {
                return room;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /**
     * Sees that so many workers can run at the same time: Spark would wait for minutes before it says that they cannot.
     *
     * @throws EvenkeelException that says how many can
     */
    public static void requireRoom(SparkContext context, int workers) {
        if (context.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
            throw new EvenkeelException("Workers that train together need executors that stay, but"
                    + " spark.dynamicAllocation.enabled is true. Set it to false and ask for executors, as by"
                    + " spark.executor.instances");
        }
        int room = awaitRoom(context, workers);
        if (room < workers) {
            throw new EvenkeelException(workers
                    + " workers need as many tasks at the same time, but the cluster has room"
                    + " for " + room + ". Ask for fewer workers, or for more executors or cores; each task takes"
                    + " spark.task.cpus = " + context.conf().get("spark.task.cpus", "1"));
        }
    }
}
