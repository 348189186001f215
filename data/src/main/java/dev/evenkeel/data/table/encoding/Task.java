package dev.evenkeel.data.table.encoding;

/** What is predicted of the target column. */
public enum Task {
    /**
     * Its class where it holds categories, its value where it holds numbers, but for numbers that are nearly always classes,
     * as 0 and 1. What was assumed of numbers and why is a note of the encoding.
     */
    AUTOMATIC,
    /** Its class; distinct numbers are classes in ascending order. */
    CLASSIFICATION,
    /** Its value. */
    REGRESSION
}
