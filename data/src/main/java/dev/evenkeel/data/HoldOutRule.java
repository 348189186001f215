package dev.evenkeel.data;

import dev.evenkeel.data.image.ImageDataset;
import dev.evenkeel.data.split.RowSplit;
import dev.evenkeel.data.split.Splits;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which examples become the test part of data that come without one.
 *
 * @param share of each class; 0 for none
 */
record HoldOutRule(double share, long seed) {
    /** Images with a share held out, class by class. */
    LoadedData divided(String name, ImageDataset whole, List<String> notes) {
        if (share == 0) {
            return new LoadedData(name, whole, Optional.empty(), Division.BY_SEED, Optional.empty(), notes);
        }
        int[] classes = IntStream.range(0, whole.size()).map(whole::classOf).toArray();
        RowSplit split = Splits.rows(classes, share, seed);
        return new LoadedData(
                name,
                whole.part(name + " (training)", split.rest()),
                Optional.of(whole.part(name + " (test)", split.heldOut())),
                Division.BY_SEED,
                Optional.empty(),
                notes);
    }
}
