package dev.evenkeel.data;

/** What examples are made of. */
public enum DataKind {
    TABLE("a table", "rows"),
    IMAGES("a set of images", "images"),
    SERIES("a set of time series", "sequences"),
    TEXT("a text", "windows"),
    TEXTS("a set of texts", "texts");

    private final String phrase;
    private final String examples;

    DataKind(String phrase, String examples) {
        this.phrase = phrase;
        this.examples = examples;
    }

    /** What examples are called, as {@code rows}. */
    public String examples() {
        return examples;
    }

    /** As {@code a set of images}. */
    @Override
    public String toString() {
        return phrase;
    }
}
