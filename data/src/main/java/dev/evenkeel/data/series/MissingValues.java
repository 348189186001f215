package dev.evenkeel.data.series;

/** What becomes of values that a series lacks; a missing target is always refused where targets are needed. */
public enum MissingValues {
    /** They are an error that names the first. */
    REFUSE,
    /**
     * A value lies on the line between its neighbours in time, of the same dimension; before the first known value and behind the
     * last it is that value (pandas' {@code interpolate(limit_direction="both")}).
     */
    INTERPOLATE
}
