package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.driver.worker.Participant;
import java.util.List;

/**
 * A wanted ratio of two times (or sizes).
 *
 * @param row what it is about
 * @param against compared with whom
 * @param upper whose time is divided
 * @param lower by whose
 * @param bound on which side of the wanted ratio it should lie
 * @param wanted the ratio
 */
record Target(String row, String against, Side upper, Side lower, Bound bound, double wanted) {
    /** On which side a ratio should lie. */
    enum Bound {
        AT_LEAST("at least"),
        AT_MOST("at most");

        private final String words;

        Bound(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * The sum of a participant's times in some rows.
     *
     * @param setting how its settings must begin; empty for the best of all
     */
    record Side(Participant participant, String setting, List<String> rows) {}

    /** Whether a target is reached. */
    boolean isMetBy(double ratio) {
        return bound == Bound.AT_LEAST ? ratio >= wanted : ratio <= wanted;
    }

    /** By which factor a target is missed, above 1, or how far it is exceeded, below. */
    double missedBy(double ratio) {
        return bound == Bound.AT_LEAST ? wanted / ratio : ratio / wanted;
    }
}
