package dev.evenkeel.formats.onnx.file;

import java.util.Arrays;
import java.util.Optional;

/** What an attribute may be: the number of the kind and the field that its value stands in. */
enum AttributeKind {
    REAL(1, 2, "a number"),
    WHOLE(2, 3, "a whole number"),
    TEXT(3, 4, "a text"),
    TENSOR(4, 5, "a tensor"),
    GRAPH(5, 6, "a graph"),
    REALS(6, 7, "numbers"),
    WHOLES(7, 8, "whole numbers"),
    TEXTS(8, 9, "texts"),
    TENSORS(9, 10, "tensors"),
    GRAPHS(10, 11, "graphs"),
    SPARSE_TENSOR(11, 22, "a sparse tensor"),
    SPARSE_TENSORS(12, 23, "sparse tensors"),
    TYPE(13, 14, "a type"),
    TYPES(14, 15, "types");

    private final int code;
    private final int field;
    private final String words;

    AttributeKind(int code, int field, String words) {
        this.code = code;
        this.field = field;
        this.words = words;
    }

    int code() {
        return code;
    }

    int field() {
        return field;
    }

    String words() {
        return words;
    }

    static Optional<AttributeKind> ofCode(long code) {
        return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }

    static Optional<AttributeKind> ofField(int field) {
        return Arrays.stream(values()).filter(kind -> kind.field == field).findFirst();
    }
}
