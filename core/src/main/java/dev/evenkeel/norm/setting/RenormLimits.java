package dev.evenkeel.norm.setting;

import dev.evenkeel.norm.BatchRenorm;

/**
 * How far the r and d of {@link BatchRenorm} may go, by the updates behind its running statistics: 1 and 0, which is
 * batch normalization, for the first {@code from}, then on a line to {@code rMax} at {@code rMaxAt} and to {@code dMax}
 * at {@code dMaxAt}. The default is the paper's with a tenth of its 5000, 40000 and 25000 steps, as networks of this size
 * train in fewer.
 *
 * @param rMax the limit of r in the end; that of 1/r too; 1 or more
 * @param dMax the limit of d in the end, both ways; 0 or more
 * @param from the updates before which nothing is corrected
 * @param rMaxAt the updates from which r may reach {@code rMax}
 * @param dMaxAt the updates from which d may reach {@code dMax}
 */
public record RenormLimits(float rMax, float dMax, int from, int rMaxAt, int dMaxAt) {
    public RenormLimits {
        if (!(rMax >= 1 && dMax >= 0 && Float.isFinite(rMax) && Float.isFinite(dMax))) {
            throw new IllegalArgumentException(
                    "needs a finite rMax of 1 or more and dMax of 0 or more, but got " + rMax + " and " + dMax);
        }
        if (from < 0 || rMaxAt < from || dMaxAt < from) {
            throw new IllegalArgumentException(
                    "needs limits that grow from an update on that is 0 or later, but got from " + from + " to rMaxAt "
                            + rMaxAt + " and dMaxAt " + dMaxAt);
        }
    }

    /** The limit of r once {@code updates} batches are behind the running statistics. */
    public double r(long updates) {
        return 1 + (rMax - 1) * share(updates, rMaxAt);
    }

    /** The limit of d once {@code updates} batches are behind the running statistics. */
    public double d(long updates) {
        return dMax * share(updates, dMaxAt);
    }

    private double share(long updates, int to) {
        if (updates >= to) {
            return 1;
        }
        return updates <= from ? 0 : (updates - from) / (double) (to - from);
    }
}
