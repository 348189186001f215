package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;

/** Another worker found settings or data to be wrong: every worker ends, and there is no point in running them again. */
final class OtherWorkerException extends EvenkeelException {
    private static final long serialVersionUID = 1;

    OtherWorkerException(String message) {
        super(message);
    }
}
