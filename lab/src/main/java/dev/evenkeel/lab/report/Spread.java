package dev.evenkeel.lab.report;

import java.util.ArrayList;
import java.util.List;

/** A few of many, evenly spread, with the first and the last. */
final class Spread {
    /** Of a line. */
    static final int MAX_POINTS = 200;

    private Spread() {}

    static <T> List<T> evenly(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> chosen = new ArrayList<>();
        for (int index = 0; index < most; index++) {
            chosen.add(all.get((int) Math.round((double) index * (all.size() - 1) / (most - 1))));
        }
        return chosen;
    }

    /** The points of a line that are drawn. */
    static List<Double> points(List<Double> all) {
        return evenly(all, MAX_POINTS);
    }
}
