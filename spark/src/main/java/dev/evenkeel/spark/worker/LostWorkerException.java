package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;

/** A worker is gone, failed, or answers no more. Spark may run all of them again. */
final class LostWorkerException extends EvenkeelException {
    private static final long serialVersionUID = 1;

    LostWorkerException(String message) {
        super(message);
    }
}
