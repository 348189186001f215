package dev.evenkeel.cli;

/** Data as a model reads it. */
final class ModelData {
    /** The attachment that holds how a table's columns become inputs. */
    static final String ENCODING = "encoding";

    /** The attachment that says how the test part of a table was held out. */
    static final String SPLIT = "split";

    private ModelData() {}
}
