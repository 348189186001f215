package dev.evenkeel.network;

import dev.evenkeel.CheckReturnValue;
import java.util.OptionalLong;

/**
 * What stands behind a layer's running statistics.
 *
 * @param batches how many updates ({@code num_batches_tracked}); empty if unknown, as in an imported file without it
 * @param values how many values per channel; empty if unknown
 */
public record SampleCounts(OptionalLong batches, OptionalLong values) {
    /** Nothing is said about what stands behind the statistics. */
    public static final SampleCounts UNKNOWN = new SampleCounts(OptionalLong.empty(), OptionalLong.empty());

    /** The statistics still hold their initial values. */
    public static final SampleCounts NONE = of(0, 0);

    public static SampleCounts of(long batches, long values) {
        return new SampleCounts(OptionalLong.of(batches), OptionalLong.of(values));
    }

    /** Other counts, where these are known; what is unknown stays so. */
    @CheckReturnValue
    public SampleCounts recounted(long newBatches, long newValues) {
        return new SampleCounts(
                batches.isPresent() ? OptionalLong.of(newBatches) : batches,
                values.isPresent() ? OptionalLong.of(newValues) : values);
    }

    /** Whether it is known that no data stands behind the statistics. */
    public boolean isNone() {
        return batches.orElse(-1) == 0 || values.orElse(-1) == 0;
    }

    /** As {@code 469 batches, 60,000 values per channel}. */
    @Override
    public String toString() {
        return part(batches, "batch", "batches") + ", " + part(values, "value per channel", "values per channel");
    }

    private static String part(OptionalLong count, String one, String several) {
        return count.isPresent()
                ? String.format(
                        java.util.Locale.ROOT, "%,d %s", count.getAsLong(), count.getAsLong() == 1 ? one : several)
                : several + " unknown";
    }
}
