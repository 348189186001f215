package dev.evenkeel.model;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.worker.Workers;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How the statistics of a population are gathered.
 *
 * @param layers of which normalization layers; others keep what they have
 * @param dropout whether dropout drops meanwhile
 * @param seed what dropout draws from, if it drops
 * @param threads how many compute; no bit of the statistics depends on it
 * @param workers whose examples, each its own, are pooled together
 */
@CheckReturnValue
public record Pooling(Predicate<Node> layers, DropoutRule dropout, long seed, int threads, Workers workers) {
    private static final int SAMPLE = 16_384;
    private static final int WIDE_SAMPLE = 4_096;
    private static final int WIDE = 1_024;

    /** What dropout does while statistics are gathered. */
    public enum DropoutRule {
        /** It passes its input on, as in inference. */
        OFF,
        /** It drops, as in training. */
        KEPT
    }

    public Pooling {
        if (threads < 1) {
            throw new IllegalArgumentException("Statistics need 1 thread or more to be gathered, but got " + threads);
        }
    }

    /** Of all layers that nothing freezes, dropout off, with all processors. */
    public static Pooling standard() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Pooling(node -> !node.frozen().statistics(), DropoutRule.OFF, 0, processors, Workers.alone());
    }

    public Pooling ofLayers(Predicate<Node> chosen) {
        return new Pooling(chosen, dropout, seed, threads, workers);
    }

    /** With dropout as training has it, by masks that {@code seed} determines. */
    public Pooling keepingDropout(long newSeed) {
        return new Pooling(layers, DropoutRule.KEPT, newSeed, threads, workers);
    }

    public Pooling threads(int count) {
        return new Pooling(layers, dropout, seed, count, workers);
    }

    /** Over the examples of all workers, each of which pools its own; all get the same statistics. */
    public Pooling with(Workers others) {
        return new Pooling(layers, dropout, seed, threads, others);
    }

    /**
     * The examples that the statistics of a network are pooled over at a bounded cost: all, if they are at most 16,384, or
     * 4,096 if a layer has an output of more than 1,024 values (in images each example brings many positions); else so many
     * of them, chosen by the seed.
     */
    public static Dataset sample(Network network, Dataset data, long seed) {
        return sample(network, data.size(), seed).map(data::select).orElse(data);
    }

    /** Which of so many examples {@link #sample(Network, Dataset, long)} takes, ascending; empty if it takes all. */
    public static Optional<int[]> sample(Network network, int examples, long seed) {
        boolean wide =
                network.nodes().stream().anyMatch(node -> node.outputShape().size() > WIDE);
        int size = wide ? WIDE_SAMPLE : SAMPLE;
        if (examples <= size) {
            return Optional.empty();
        }
        int[] order = IntStream.range(0, examples).toArray();
        Randomness.of(seed, "population").shuffle(order);
        int[] chosen = Arrays.copyOf(order, size);
        Arrays.sort(chosen);
        return Optional.of(chosen);
    }
}
