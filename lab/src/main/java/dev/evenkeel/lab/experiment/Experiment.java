package dev.evenkeel.lab.experiment;

import java.util.List;

/** A question about normalization, with claims that are stated before anything is measured. */
public interface Experiment {
    /** The word on the command line, as {@code batch}. */
    String name();

    /** As {@code how small may a batch be?}. */
    String question();

    /** What theory or literature says will come out. */
    List<Claim> claims();

    /** Whether its claims are exact, so that one that differs is a fault and not a result. */
    default boolean isExact() {
        return false;
    }

    /** Measures, and judges each claim by what came out. */
    Findings run(Laboratory laboratory);
}
