package dev.evenkeel.train;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.train.input.InputCheck;
import dev.evenkeel.train.input.Share;
import dev.evenkeel.worker.Workers;
import java.util.List;
import java.util.stream.IntStream;

/** Where a step gave a value that is not finite: of several workers, as the one says that has what led to it. */
final class NonFiniteStep {
    /** What a worker says whose own part of the batch is finite. */
    static final String ELSEWHERE = "the part of another worker";

    private NonFiniteStep() {}

    /**
     * Where it was, and what in the data may have led to it. All workers say the same.
     *
     * @param where this worker found it first
     * @param own the examples of this worker
     */
    static String place(String where, Dataset own, Workers workers) {
        String culprit = InputCheck.culprit(own);
        if (!workers.several()) {
            return where + culprit;
        }
        List<String> places = Share.texts(where, workers);
        List<String> culprits = Share.texts(culprit, workers);
        int rank = IntStream.range(0, workers.count())
                .filter(worker -> !culprits.get(worker).isEmpty())
                .findFirst()
                .orElseGet(() -> IntStream.range(0, workers.count())
                        .filter(worker -> !places.get(worker).equals(ELSEWHERE))
                        .findFirst()
                        .orElse(0));
        return places.get(rank) + " at worker " + rank + culprits.get(rank);
    }
}
