package dev.evenkeel.data.table.drift;

import dev.evenkeel.drift.stream.NormalQuantile;
import dev.evenkeel.drift.stream.ShareBound;

/**
 * Tests of one column on the rows of a window. The mean of a number is compared by its standard error, at least that of values as in
 * training, so that rare ones which did not come up count; shares (of categories, of those not learnt, of gaps) by a bound that holds
 * for rare ones too, beside the most or the least that the training's rows allow.
 */
final class ColumnLook {
    /** Shifts in deviations that are not called drift. */
    static final double LEAST_SHIFT = 0.1;

    private static final double LEAST_MISSING = 0.02;
    private static final double LEAST_UNSEEN = 0.01;

    private final StoredColumns stored;
    private final ColumnPlace place;
    private final int column;
    private final double[] most;
    private final double[] least;
    private final double unseen;
    private final double mostMissing;
    private final double leastMissing;

    /** Which tests there are. */
    enum Test {
        SHIFT,
        UNSEEN,
        MISSING
    }

    /**
     * What a test found.
     *
     * @param input that it is about
     * @param effect how large it is
     * @param bound from where on it is drift
     */
    record Finding(int input, double effect, double bound) {
        boolean isBeyond(Finding other) {
            return effect - bound > other.effect - other.bound;
        }
    }

    /** @param chance that the rows of the training were so untypical that a test misleads */
    ColumnLook(StoredColumns stored, ColumnPlace place, int column, double chance) {
        this.stored = stored;
        this.place = place;
        this.column = column;
        double each = chance / Test.values().length;
        double ofInput = each / place.width() / 2;
        most = new double[place.width()];
        least = new double[place.width()];
        for (int index = 0; index < place.width() && stored.isKnown() && !place.isNumber(); index++) {
            double share = Math.max(0, Math.min(1, stored.mean()[place.first() + index]));
            double counts = LEAST_SHIFT * stored.deviation()[place.first() + index];
            most[index] = ShareBound.most(share, stored.rows(), ofInput) + counts;
            least[index] = 1 - ShareBound.most(1 - share, stored.rows(), ofInput) - counts;
        }
        unseen = ShareBound.most(stored.singles(place), stored.rows(), each) + LEAST_UNSEEN;
        double gaps = isMissingKnown() ? stored.missing()[column] : 0;
        mostMissing = ShareBound.most(gaps, stored.rows(), each / 2) + LEAST_MISSING;
        leastMissing = 1 - ShareBound.most(1 - gaps, stored.rows(), each / 2) - LEAST_MISSING;
    }

    boolean isMissingKnown() {
        return column < stored.missing().length;
    }

    /** @param chance of a false alarm of all tests of this column in this window */
    Finding find(Test test, RowSums rows, double chance) {
        double each = chance / Test.values().length;
        return switch (test) {
            case SHIFT -> shift(rows, each);
            case UNSEEN ->
                place.isNumber()
                        ? nothing()
                        : new Finding(
                                place.first(),
                                rows.unseen(column),
                                ShareBound.above(unseen, (double) rows.examples(), each));
            case MISSING -> missing(rows, each / 2);
        };
    }

    private Finding nothing() {
        return new Finding(place.first(), 0, Double.POSITIVE_INFINITY);
    }

    private Finding shift(RowSums rows, double chance) {
        if (!stored.isKnown()) {
            return nothing();
        }
        if (place.isNumber()) {
            double z = NormalQuantile.above(Math.min(0.5, chance / 2), rows.examples());
            int input = place.first();
            return new Finding(input, Math.abs(rows.shift(input)), LEAST_SHIFT + z * error(rows, input));
        }
        double ofInput = chance / place.width() / 2;
        Finding found = share(rows, farthest(rows), ofInput);
        for (int input = place.first(); input < place.end(); input++) {
            if (isSurprising(rows, input, ofInput)) {
                Finding other = share(rows, input, ofInput);
                found = other.isBeyond(found) ? other : found;
            }
        }
        return found;
    }

    /** Whether a category's share now is beyond what chance may make of the most, or the least, of the training. */
    private boolean isSurprising(RowSums rows, int input, double chance) {
        int index = input - place.first();
        double now = share(rows, input);
        double limit = -Math.log(chance);
        return now > most[index] && ShareBound.surprise(now, most[index], (double) rows.examples()) > limit
                || now < least[index]
                        && ShareBound.surprise(1 - now, 1 - least[index], (double) rows.examples()) > limit;
    }

    private Finding share(RowSums rows, int input, double chance) {
        int index = input - place.first();
        double deviation = stored.deviation()[input];
        double then = stored.mean()[input];
        if (deviation == 0) {
            return nothing();
        }
        double bound = rows.shift(input) >= 0
                ? ShareBound.above(most[index], (double) rows.examples(), chance) - then
                : then - ShareBound.below(least[index], (double) rows.examples(), chance);
        return new Finding(input, Math.abs(rows.shift(input)), bound / deviation);
    }

    private double share(RowSums rows, int input) {
        double share = stored.mean()[input] + rows.shift(input) * stored.deviation()[input];
        return Math.max(0, Math.min(1, share));
    }

    private Finding missing(RowSums rows, double chance) {
        if (!isMissingKnown() || rows.known() == 0) {
            return nothing();
        }
        double then = stored.missing()[column];
        double now = rows.missing(column);
        double bound = now >= then
                ? ShareBound.above(mostMissing, (double) rows.known(), chance) - then
                : then - ShareBound.below(leastMissing, (double) rows.known(), chance);
        return new Finding(place.first(), Math.abs(now - then), bound);
    }

    /** The input whose mean shifted most. */
    int farthest(RowSums rows) {
        int farthest = place.first();
        for (int input = place.first(); input < place.end(); input++) {
            farthest = Math.abs(rows.shift(input)) > Math.abs(rows.shift(farthest)) ? input : farthest;
        }
        return farthest;
    }

    double error(RowSums rows, int input) {
        return Math.sqrt(Math.max(1, rows.ratio(input))) * stored.error(rows.examples());
    }
}
