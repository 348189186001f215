package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.worker.Workers;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * One worker: it meets the others, works, and leaves its outcome. None ends well before all have: what Spark counts as done it leaves
 * out when it runs the stage again.
 */
final class BarrierTask<T> extends AbstractFunction1<Iterator<T>, Iterator<Outcome>> implements Serializable {
    private static final long serialVersionUID = 1;

    private final byte[] secret;
    private final Duration patience;
    private final WorkerTask<T> task;

    BarrierTask(byte[] secret, Duration patience, WorkerTask<T> task) {
        this.secret = secret.clone();
        this.patience = patience;
        this.task = task;
    }

    @Override
    public Iterator<Outcome> apply(Iterator<T> rows) {
        BarrierTaskContext context = BarrierTaskContext.get();
        try (Peers peers = meet(context)) {
            return CollectionConverters.asScala(
                    List.of(outcome(CollectionConverters.asJava(rows), peers)).iterator());
        }
    }

    /** What a single worker leaves. */
    static <T> Outcome alone(java.util.Iterator<T> rows, WorkerTask<T> task) {
        try {
            return Outcome.made(0, task.run(rows, Workers.alone()));
        } catch (EvenkeelException problem) {
            requireNotKilled(problem);
            return Outcome.failed(0, problem);
        }
    }

    private Outcome outcome(java.util.Iterator<T> rows, Peers peers) {
        try {
            byte[] made = task.run(rows, peers);
            peers.awaitAll();
            return Outcome.made(peers.rank(), made);
        } catch (LostWorkerException lost) {
            throw lost;
        } catch (OtherWorkerException told) {
            return Outcome.failed(peers.rank(), told);
        } catch (EvenkeelException problem) {
            requireNotKilled(problem);
            peers.refuse(problem);
            return Outcome.failed(peers.rank(), problem);
        } catch (Throwable failure) { // Scala throws checked ones too
            peers.fail(failure);
            throw failure;
        }
    }

    /** What a task says that Spark has killed is no reason to give up the job. */
    private static void requireNotKilled(EvenkeelException problem) {
        if (TaskContext.get().isInterrupted()) {
            throw problem;
        }
    }

    private Peers meet(BarrierTaskContext context) {
        int rank = context.partitionId();
        BarrierTaskInfo[] tasks = context.getTaskInfos();
        if (tasks.length != context.numPartitions()) {
            throw new LostWorkerException(
                    "Only " + tasks.length + " of " + context.numPartitions() + " workers were run again");
        }
        String address = tasks[rank].address();
        String host = address.substring(0, address.lastIndexOf(':'));
        return Peers.meet(
                rank,
                context.numPartitions(),
                Line.of(SparkEnv.get(), host),
                secret,
                new Waiting(patience, context::isInterrupted),
                own -> List.of(context.allGather(own)));
    }
}
