package dev.evenkeel.lab.report;

import java.util.ArrayList;
import java.util.List;

/** A figure over the steps of a run. */
final class LineTrack {
    private final String name;
    private final List<Double> steps = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();

    LineTrack(String name) {
        this.name = name;
    }

    void add(long step, double value) {
        steps.add((double) step);
        values.add(value);
    }

    int size() {
        return steps.size();
    }

    Block.Series series() {
        return new Block.Series(name, Spread.points(steps), Spread.points(values));
    }
}
