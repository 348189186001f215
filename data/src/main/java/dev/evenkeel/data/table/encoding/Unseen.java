package dev.evenkeel.data.table.encoding;

/** What becomes of a category that the training rows did not have. */
public enum Unseen {
    /** It is encoded as no category at all, with a warning. */
    ZEROS,
    /** It is an error that names it. */
    REFUSE
}
