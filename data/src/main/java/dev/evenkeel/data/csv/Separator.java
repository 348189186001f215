package dev.evenkeel.data.csv;

import dev.evenkeel.EvenkeelException;

/**
 * What stands between the fields of a line.
 *
 * @param mark one character of ASCII; a blank stands for any run of blanks and tabs
 */
public record Separator(char mark) {
    static final Separator BLANKS = new Separator(' ');

    public Separator {
        if (mark != '\t' && mark < ' ' || mark > '~' || mark == '"' || Character.isLetterOrDigit(mark)) {
            throw new EvenkeelException(
                    "A separator must be one character such as , ; | a tab or a blank, but got '" + mark + "'");
        }
    }

    boolean isBlanks() {
        return mark == ' ';
    }

    /** As messages show it. */
    @Override
    public String toString() {
        return switch (mark) {
            case '\t' -> "tab";
            case ' ' -> "blanks";
            default -> "'" + mark + "'";
        };
    }
}
