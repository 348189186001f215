package dev.evenkeel.data;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.image.ImageDataset;
import dev.evenkeel.data.series.SeriesSet;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.data.split.RowSplit;
import dev.evenkeel.data.split.Splits;
import dev.evenkeel.data.text.LabelledRules;
import dev.evenkeel.data.text.LabelledTextSet;
import dev.evenkeel.data.text.TextSet;
import dev.evenkeel.dataset.Dataset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which examples become the test part of data that come without one.
 *
 * @param share of each class; 0 for none
 */
record HoldOutRule(double share, long seed) {
    /** Rows with a share held out, stratum by stratum. @throws EvenkeelException that names the data, if they are too few */
    RowSplit rows(String name, int[] strata) {
        try {
            return Splits.rows(strata, share, seed);
        } catch (EvenkeelException undivided) {
            throw new EvenkeelException(name + " cannot be divided. " + undivided.getMessage(), undivided);
        }
    }

    /** Images with a share held out, class by class. */
    LoadedData divided(String name, ImageDataset whole, List<String> notes) {
        if (share == 0) {
            return new LoadedData(name, whole, Optional.empty(), Division.BY_SEED, Optional.empty(), notes);
        }
        int[] classes = IntStream.range(0, whole.size()).map(whole::classOf).toArray();
        RowSplit split = rows(name, classes);
        return new LoadedData(
                name,
                whole.part(name + " (training)", split.rest()),
                Optional.of(whole.part(name + " (test)", split.heldOut())),
                Division.BY_SEED,
                Optional.empty(),
                notes);
    }

    /** Series in the parts they come in, else with a share held out, class by class. */
    LoadedData divided(SeriesSet set) {
        if (set.test().isPresent()) {
            return LoadedData.given(
                    set.name(), new DataSplit(set.training(), set.test().get()), set.notes());
        }
        if (share == 0) {
            return new LoadedData(
                    set.name(), set.training(), Optional.empty(), Division.BY_SEED, Optional.empty(), set.notes());
        }
        RowSplit split = rows(set.name(), set.training().strata());
        return new LoadedData(
                set.name(),
                set.training().part(set.name() + " (training)", split.rest()),
                Optional.of(set.training().part(set.name() + " (test)", split.heldOut())),
                Division.BY_SEED,
                Optional.empty(),
                set.notes());
    }

    /** Texts of classes in the parts they come in, else with a share held out, class by class. */
    LoadedData divided(LabelledTextSet set) {
        boolean divides = share > 0 && !set.isParted();
        RowSplit split = divides ? rows(set.name(), set.strata()) : new RowSplit(new int[0], new int[0]);
        LabelledTextSet.Parts parts = divides ? set.parts(split.rest(), split.heldOut()) : set.parts();
        return new LoadedData(
                        parts.name(),
                        parts.training(),
                        parts.test().map(Dataset.class::cast),
                        set.isParted() ? Division.GIVEN : Division.BY_SEED,
                        Optional.empty(),
                        parts.notes())
                .keeping(LabelledRules.KEPT, parts.rules().toJson());
    }

    /** A text whose end is held out. */
    static LoadedData ended(TextSet set) {
        return new LoadedData(
                set.name(),
                set.training(),
                set.test().map(Dataset.class::cast),
                Division.BY_SEED,
                Optional.empty(),
                set.notes());
    }
}
