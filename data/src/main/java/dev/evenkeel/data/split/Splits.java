package dev.evenkeel.data.split;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * Holds out {@code round(share * size)} examples, at least one, chosen by a seed alone.
 *
 * <p>Classes keep their proportions: each gives {@code share} of its examples, rounded so that the total is right, the
 * largest remainders first. A class never loses its last example, so what can be held out can be learnt.
 */
public final class Splits {
    private Splits() {}

    /**
     * Splits a dataset without copying it; by class where its target is one.
     *
     * @throws EvenkeelException if {@code share} is not between 0 and 1, or a part would be empty
     */
    public static HoldOut holdOut(Dataset dataset, double share, long seed) {
        int[] strata = dataset.target() instanceof Target.Classes ? classes(dataset) : new int[dataset.size()];
        RowSplit rows = rows(strata, share, seed);
        return new HoldOut(dataset.select(rows.rest()), dataset.select(rows.heldOut()));
    }

    /**
     * Splits rows {@code 0 .. strata.length - 1}, each stratum in proportion.
     *
     * @param strata a number per row; equal numbers form a stratum, whatever the numbers are
     * @throws EvenkeelException if {@code share} is not between 0 and 1, or a part would be empty
     */
    public static RowSplit rows(int[] strata, double share, long seed) {
        if (!(share > 0 && share < 1)) {
            throw new EvenkeelException("The share to hold out must lie between 0 and 1, as 0.2, but it is " + share);
        }
        if (strata.length < 2) {
            throw new EvenkeelException(
                    "Holding out examples needs at least 2 of them, but there " + (strata.length == 1 ? "is" : "are")
                            + " " + strata.length + ": add more, or hold out nothing (--test-share 0)");
        }
        List<Stratum> groups = shuffled(strata, new Random(seed));
        int wanted = (int) Math.max(1, Math.min(strata.length - 1L, Math.round(share * strata.length)));
        allot(groups, share, wanted);
        boolean[] isHeldOut = new boolean[strata.length];
        for (Stratum group : groups) {
            for (int index = 0; index < group.heldOut; index++) {
                isHeldOut[group.rows[index]] = true;
            }
        }
        return parted(isHeldOut);
    }

    private static List<Stratum> shuffled(int[] strata, Random random) {
        Map<Integer, int[]> counts = new LinkedHashMap<>();
        for (int stratum : strata) {
            counts.computeIfAbsent(stratum, added -> new int[1])[0]++;
        }
        Map<Integer, Stratum> groupOf = new LinkedHashMap<>();
        counts.forEach((stratum, count) -> groupOf.put(stratum, new Stratum(new int[count[0]])));
        for (int row = 0; row < strata.length; row++) {
            Objects.requireNonNull(groupOf.get(strata[row])).add(row);
        }
        List<Stratum> groups = List.copyOf(groupOf.values());
        groups.forEach(group -> shuffle(group.rows, random));
        return groups;
    }

    private static void allot(List<Stratum> groups, double share, int wanted) {
        int left = wanted;
        for (Stratum group : groups) {
            double quota = share * group.rows.length;
            group.heldOut = Math.min((int) quota, Math.max(0, group.rows.length - 1));
            group.remainder = quota - group.heldOut;
            left -= group.heldOut;
        }
        List<Stratum> byRemainder = new ArrayList<>(groups);
        byRemainder.sort(Comparator.comparingDouble((Stratum group) -> -group.remainder));
        for (Stratum group : byRemainder) {
            if (left > 0 && group.heldOut < group.rows.length - 1) {
                group.heldOut++;
                left--;
            }
        }
        if (groups.stream().allMatch(group -> group.heldOut == 0)) {
            throw new EvenkeelException("No example can be held out: each class has only one, and training needs it. "
                    + "If the target names the examples rather than their classes, choose another; else add examples "
                    + "of each class, or hold out nothing (--test-share 0)");
        }
    }

    private static RowSplit parted(boolean[] isHeldOut) {
        int[] rest = new int[isHeldOut.length];
        int[] heldOut = new int[isHeldOut.length];
        int restSize = 0;
        int heldOutSize = 0;
        for (int row = 0; row < isHeldOut.length; row++) {
            if (isHeldOut[row]) {
                heldOut[heldOutSize++] = row;
            } else {
                rest[restSize++] = row;
            }
        }
        return new RowSplit(Arrays.copyOf(rest, restSize), Arrays.copyOf(heldOut, heldOutSize));
    }

    private static void shuffle(int[] rows, Random random) {
        for (int last = rows.length - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            int moved = rows[last];
            rows[last] = rows[other];
            rows[other] = moved;
        }
    }

    private static int[] classes(Dataset dataset) {
        int[] classes = new int[dataset.size()];
        Batch one = new Batch(1, dataset.inputShape(), dataset.target());
        for (int index = 0; index < classes.length; index++) {
            dataset.read(index, one, 0);
            classes[index] = (int) one.targets()[0];
        }
        return classes;
    }

    private static final class Stratum {
        private final int[] rows;
        private int size;
        private int heldOut;
        private double remainder;

        private Stratum(int[] rows) {
            this.rows = rows;
        }

        private void add(int row) {
            rows[size++] = row;
        }
    }
}
