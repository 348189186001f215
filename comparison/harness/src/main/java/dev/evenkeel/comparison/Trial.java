package dev.evenkeel.comparison;

/** A task prepared in one setting, over and over again on the same values. */
public interface Trial extends AutoCloseable {
    /** How the contender was set up: first its layout or form, then what else, separated by commas. */
    String setting();

    /** Computes once and samples the results, before anything was timed. */
    Evidence evidence();

    /** Computes once. */
    void run();

    @Override
    default void close() {}
}
