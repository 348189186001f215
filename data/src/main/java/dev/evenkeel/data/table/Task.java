package dev.evenkeel.data.table;

/** What is predicted of the target column. */
public enum Task {
    /** Its class where it holds categories, its value where it holds numbers. */
    AUTOMATIC,
    /** Its class; distinct numbers are classes in ascending order. */
    CLASSIFICATION,
    /** Its value. */
    REGRESSION
}
