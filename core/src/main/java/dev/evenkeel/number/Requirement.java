package dev.evenkeel.number;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonNumber;

/** What settings must satisfy, with the words for those that do not. */
public final class Requirement {
    private Requirement() {}

    public static void atLeastZero(String who, String what, double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, who, what, "a finite number, 0 or more", value);
    }

    public static void positive(String who, String what, double value) {
        require(value > 0 && value < Double.POSITIVE_INFINITY, who, what, "a finite number above 0", value);
    }

    public static void atLeastOne(String who, String what, double value) {
        require(value >= 1 && value < Double.POSITIVE_INFINITY, who, what, "a finite number, 1 or more", value);
    }

    /** {@code 0 <= value < 1}. */
    public static void belowOne(String who, String what, double value) {
        require(value >= 0 && value < 1, who, what, "a number from 0 to below 1", value);
    }

    /** {@code 0 < value <= 1}. */
    public static void share(String who, String what, double value) {
        require(value > 0 && value <= 1, who, what, "a share above 0 and at most 1", value);
    }

    private static void require(boolean satisfied, String who, String what, String needed, double came) {
        if (!satisfied) {
            throw new EvenkeelException(who + " needs a " + what + " that is " + needed + ", but got " + came);
        }
    }

    /** The shortest decimal, for descriptions. */
    public static String written(double value) {
        return JsonNumber.of(value).text();
    }

    public static String written(float value) {
        return JsonNumber.of(value).text();
    }
}
