package dev.evenkeel.worker;

import dev.evenkeel.EvenkeelException;
import java.util.Optional;

/** Where workers wait for one another, round after round. Once one of them has failed or ended, nobody waits any more. */
final class Meeting {
    private final int count;
    private int present;
    private long round;
    private Optional<Failure> failure = Optional.empty();
    private Optional<String> end = Optional.empty();

    record Failure(int rank, Throwable problem) {}

    /** @param count how many workers make a round */
    Meeting(int count) {
        this.count = count;
    }

    /**
     * Waits until all workers are here.
     *
     * @throws EvenkeelException that names the worker that failed or has ended, or this one if its thread was interrupted
     */
    synchronized void await(int rank) {
        requireAll();
        long own = round;
        present++;
        if (present == count) {
            present = 0;
            round++;
            notifyAll();
        }
        while (round == own) {
            requireAll();
            try {
                wait();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new EvenkeelException(
                        "Worker " + rank + " was interrupted while it waited for the others", interrupted);
            }
        }
    }

    private void requireAll() {
        end.ifPresent(reason -> {
            throw new EvenkeelException(reason);
        });
    }

    /** The worker has done its work: who waits for it waits in vain. */
    synchronized void leave(int rank) {
        over("Worker " + rank + " has ended its run, while others had not");
    }

    synchronized void fail(int rank, Throwable problem) {
        if (failure.isEmpty()) {
            failure = Optional.of(new Failure(rank, problem));
        }
        over("Worker " + rank + " failed: " + problem.getMessage());
    }

    private void over(String reason) {
        if (end.isEmpty()) {
            end = Optional.of(reason);
        }
        notifyAll();
    }

    /** The first worker that failed. */
    synchronized Optional<Failure> failure() {
        return failure;
    }
}
