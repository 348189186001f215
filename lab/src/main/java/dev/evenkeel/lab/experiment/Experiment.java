package dev.evenkeel.lab.experiment;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.DataKind;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import java.util.List;
import java.util.Optional;

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

    /** The data that it makes where none are given. It makes none if it measures on what all do by default. */
    default Optional<DataSplit> ownData(Laboratory.Size size, long seed) {
        return Optional.empty();
    }

    /** Whether it measures on such data, if not asked for by name. */
    default boolean takes(DataKind kind) {
        return kind != DataKind.TEXT;
    }

    /** Says how data that are given are to be read. */
    default DataSource reading(DataSource source) {
        return source;
    }

    /**
     * To be asked before anything runs.
     *
     * @param data the name of the data
     * @throws EvenkeelException if it cannot measure on them
     */
    default void requireFitting(String data, Dataset training) {
        if (!(training.target() instanceof Target.Classes)) {
            throw new EvenkeelException("The lab needs data in classes, but the target of " + data + " is a number");
        }
    }

    /** Measures, and judges each claim by what came out. */
    Findings run(Laboratory laboratory);
}
