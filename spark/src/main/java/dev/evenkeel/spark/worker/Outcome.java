package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * What a worker leaves: what it made, or why it could not. What is wrong with settings or data is no reason for Spark to run the stage
 * again, so it is handed to the driver instead of thrown. A plain class, as Kryo does not write records.
 */
final class Outcome implements Serializable {
    private static final long serialVersionUID = 1;
    private static final byte[] NOTHING = {};

    private final int rank;
    private final byte[] made;
    private final String problem;
    private final boolean told;

    /** @param told whether another worker had the problem */
    private Outcome(int rank, byte[] made, String problem, boolean told) {
        this.rank = rank;
        this.made = made;
        this.problem = problem;
        this.told = told;
    }

    /** What the first worker made is kept. */
    static Outcome made(int rank, byte[] made) {
        return new Outcome(rank, rank == 0 ? made : NOTHING, "", false);
    }

    static Outcome failed(int rank, EvenkeelException problem) {
        String message = String.valueOf(problem.getMessage());
        return new Outcome(rank, NOTHING, message, problem instanceof OtherWorkerException);
    }

    /** What was made. @throws EvenkeelException with what the first worker to have a problem of its own says */
    static byte[] ofAll(List<Outcome> outcomes) {
        outcomes.stream()
                .filter(outcome -> !outcome.problem.isEmpty())
                .min(Comparator.<Outcome>comparingInt(outcome -> outcome.told ? 1 : 0)
                        .thenComparingInt(outcome -> outcome.rank))
                .ifPresent(failed -> {
                    throw new EvenkeelException(failed.problem);
                });
        return outcomes.stream()
                .min(Comparator.comparingInt(outcome -> outcome.rank))
                .orElseThrow()
                .made;
    }
}
