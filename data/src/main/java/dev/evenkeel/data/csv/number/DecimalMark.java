package dev.evenkeel.data.csv.number;

/** Which mark stands before the fractions of a file's numbers. */
public enum DecimalMark {
    /** Each column says so itself. */
    AUTOMATIC,
    /** Someone said: a point. */
    POINT,
    /** Someone said: a comma. */
    COMMA,
    /** Other columns of the file have points. */
    POINT_ELSEWHERE,
    /** Other columns of the file have commas. */
    COMMA_ELSEWHERE;

    boolean isSaid() {
        return this == POINT || this == COMMA;
    }

    boolean isKnown() {
        return this != AUTOMATIC;
    }

    char mark() {
        return this == COMMA || this == COMMA_ELSEWHERE ? ',' : '.';
    }
}
