package dev.evenkeel.spark.worker;

import dev.evenkeel.worker.Workers;
import java.io.Serializable;
import java.util.Iterator;

/**
 * What a worker does.
 *
 * @param <T> what its partition holds
 */
@FunctionalInterface
public interface WorkerTask<T> extends Serializable {
    /**
     * Runs at every worker, with the rows that it has: perhaps none. What the first worker makes is what is made.
     *
     * @throws dev.evenkeel.EvenkeelException what is wrong with settings or data; anything else that is thrown has Spark run all
     *     workers again
     */
    byte[] run(Iterator<T> rows, Workers workers);
}
