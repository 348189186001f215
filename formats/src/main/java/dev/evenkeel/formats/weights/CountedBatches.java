package dev.evenkeel.formats.weights;

import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.TensorEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How many batches stand behind running statistics, as far as what a file counts can be true of what it holds. Statistics
 * that were set by hand, as those of other frameworks are, have a count that is not theirs. After t batches a running
 * variance that began at 1 is at least {@code (1 - newBatchWeight)^t}; without any it is 1 still, and the mean 0.
 */
final class CountedBatches {
    /** A share of initial values below which nothing is concluded from them: rounding is larger. */
    private static final double COUNTS = 1e-6;

    /** What rounding in 16 bits may take from a variance. */
    private static final double ROUNDED = 0.9;

    private static final String UNKNOWN = "how many batches stand behind them is unknown";

    private final SafetensorsFile file;
    private final String word;
    private final LayerRemarks remarks = new LayerRemarks();

    /** @param word what the counter is called */
    CountedBatches(SafetensorsFile file, String word) {
        this.file = file;
        this.word = word;
    }

    SampleCounts behind(Node node, TensorEntry counter, TensorEntry means, TensorEntry variances) {
        OptionalLong batches = BatchCounter.read(file, counter);
        String said = word + " is " + BatchCounter.shown(file, counter) + " for ";
        if (batches.isEmpty()) {
            remarks.add(
                    said, node, ", which counts no batches: how many stand behind the running statistics is unknown");
            return SampleCounts.UNKNOWN;
        }
        Optional<String> doubt =
                doubt(node, batches.getAsLong(), file.doubles(means.name()), file.doubles(variances.name()));
        doubt.ifPresent(reason -> remarks.add(said, node, ", but " + reason));
        return doubt.isPresent() ? SampleCounts.UNKNOWN : new SampleCounts(batches, OptionalLong.empty());
    }

    private static Optional<String> doubt(Node node, long batches, double[] means, double[] variances) {
        boolean initial = Arrays.stream(means).allMatch(mean -> mean == 0)
                && Arrays.stream(variances).allMatch(variance -> variance == 1);
        if (initial) {
            return batches == 0
                    ? Optional.empty()
                    : Optional.of("the running statistics are mean 0 and variance 1, as before any batch: " + UNKNOWN);
        }
        if (batches == 0) {
            return Optional.of(
                    "running statistics other than mean 0 and variance 1 were gathered somewhere: " + UNKNOWN);
        }
        Optional<Float> weight = newBatchWeight(node);
        double least =
                weight.map(share -> Math.pow(1.0 - share, (double) batches)).orElse(0.0);
        if (least < COUNTS || Arrays.stream(variances).noneMatch(variance -> variance < ROUNDED * least)) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "after %,d %s with newBatchWeight %s no running variance could be below %.2g, as some are: the count or"
                        + " that weight is not the one of these statistics, and %s",
                batches,
                batches == 1 ? "batch" : "batches",
                weight.orElseThrow(),
                least,
                UNKNOWN));
    }

    private static Optional<Float> newBatchWeight(Node node) {
        Optional<Averaging> averaging = node.layer() instanceof BatchNorm norm
                ? Optional.of(norm.averaging())
                : node.layer() instanceof BatchRenorm renorm ? Optional.of(renorm.averaging()) : Optional.empty();
        return averaging
                .filter(Averaging.Exponential.class::isInstance)
                .map(exponential -> ((Averaging.Exponential) exponential).newBatchWeight());
    }

    /** What a reader should know about counts that are not taken. */
    List<String> remarks() {
        return remarks.sentences();
    }
}
