package dev.evenkeel.lab.report;

import dev.evenkeel.observe.Distribution;
import java.util.ArrayList;
import java.util.List;

/** A layer's percentiles 15, 50 and 85 over the steps of a run. */
final class BandTrack {
    private final String layer;
    private final String title;
    private final List<Double> steps = new ArrayList<>();
    private final List<Double> lower = new ArrayList<>();
    private final List<Double> middle = new ArrayList<>();
    private final List<Double> upper = new ArrayList<>();

    BandTrack(String layer, String title) {
        this.layer = layer;
        this.title = title;
    }

    String layer() {
        return layer;
    }

    String title() {
        return title;
    }

    void add(long step, Distribution distribution) {
        steps.add((double) step);
        lower.add(distribution.lower());
        middle.add(distribution.median());
        upper.add(distribution.upper());
    }

    Block.Band band() {
        return new Block.Band(
                title, Spread.points(steps), Spread.points(lower), Spread.points(middle), Spread.points(upper));
    }
}
