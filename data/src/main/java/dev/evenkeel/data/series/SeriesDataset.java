package dev.evenkeel.data.series;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Series with their targets: {@code [longest, dimensions]}, shorter ones padded at the end, where values are 0 and the mask says
 * so.
 */
public final class SeriesDataset implements Dataset {
    private final String name;
    private final Shape shape;
    private final Target target;
    private final List<Series> series;

    /**
     * @param shape {@code [longest, dimensions]}
     * @param target of no values, where it is not known for each series
     */
    public SeriesDataset(String name, Shape shape, Target target, List<Series> series) {
        this.name = name;
        this.shape = shape;
        this.target = target;
        this.series = List.copyOf(series);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return series.size();
    }

    @Override
    public Shape inputShape() {
        return shape;
    }

    @Override
    public Target target() {
        return target;
    }

    /** How many positions example {@code index} has, without padding. */
    public int length(int index) {
        return series.get(index).length();
    }

    /** The share of positions that are padding, if every example is padded to the longest. */
    public double paddingShare() {
        double real = series.stream().mapToLong(Series::length).sum();
        return 1 - real / ((double) series.size() * shape.positions());
    }

    /** The class of each example, or 0 where targets are numbers. */
    public int[] strata() {
        return target instanceof Target.Classes
                ? series.stream().mapToInt(one -> (int) one.target()).toArray()
                : new int[series.size()];
    }

    /** The examples at {@code indices}, in that order, as a set of its own, which shares their values. */
    public SeriesDataset part(String partName, int[] indices) {
        return new SeriesDataset(
                partName,
                shape,
                target,
                Arrays.stream(indices).mapToObj(series::get).toList());
    }

    @Override
    public void read(int index, Batch batch, int row) {
        Series one = series.get(index);
        int at = batch.inputOffset(row);
        System.arraycopy(one.values(), 0, batch.inputs(), at, one.values().length);
        Arrays.fill(batch.inputs(), at + one.values().length, at + shape.size(), 0f);
        if (target.size() > 0) {
            batch.targets()[batch.targetOffset(row)] = one.target();
        }
        batch.mask().truncate(row, one.length());
    }

    @Override
    public String exampleName(int index) {
        return series.get(index).place();
    }

    /** As {@code position 3 of dimension 2}, counted from 1. */
    @Override
    public String inputName(int index) {
        return "position " + (index / shape.channels() + 1)
                + (shape.channels() == 1 ? "" : " of dimension " + (index % shape.channels() + 1));
    }

    @Override
    public String toString() {
        return describe();
    }
}
