package dev.evenkeel.audit;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Padding that a normalization over positions takes for data: because no mask marks it, which shows in sequences that end in
 * positions that are all alike, or because a layer before it mixes up positions, so that the mask ends there.
 */
final class PaddingCheck {
    static final Check CHECK = new Check(
            "padding-as-data",
            "Padding that no mask marks enters the statistics of a normalization over positions, so they depend on how long"
                    + " the longest sequence is",
            "pytorch#70529 for batch normalization, pytorch#81985 for group and instance normalization",
            "Say how long sequences are: Example.withLength(n), Batch.mask().truncate(row, n), or time series as .ts; or"
                    + " normalise each position by itself: layerNorm or rmsNorm",
            PaddingCheck::look);

    /** How many examples are looked at, spread over the data. */
    private static final int LOOKED_AT = 256;
    /** The share of examples that must end alike. */
    private static final double SHARE = 0.1;

    private PaddingCheck() {}

    private static void look(Subject subject, Report report) {
        List<Node> nodes = subject.network().nodes().stream()
                .filter(LayerKind::normalizesPositions)
                .toList();
        Optional<Dataset> data = subject.data()
                .filter(given -> given.size() > 0
                        && given.inputShape().equals(subject.network().input()));
        Optional<Shape> sequence = sequence(subject.network());
        if (nodes.isEmpty() || data.isEmpty() || sequence.isEmpty()) {
            return;
        }
        Ends ends = Ends.of(data.get(), sequence.get());
        if (ends.masked) {
            nodes.forEach(node -> maskEnd(subject, node)
                    .ifPresent(where -> report.warning(
                            node,
                            "sequences are padded, but the mask that says so ends at " + where.title()
                                    + ": padding enters its mean and variance")));
        } else if (ends.looksPadded()) {
            nodes.forEach(node -> report.warning(node, ends.words()));
        }
    }

    /** The shape of a sequence: that of the input, or what it is given as to begin with. */
    private static Optional<Shape> sequence(Network network) {
        return network.input().rank() == 2
                ? Optional.of(network.input())
                : network.nodes().stream()
                        .filter(node -> node.layer() instanceof Reshape
                                && node.inputs().contains(Network.INPUT)
                                && node.outputShape().rank() == 2)
                        .map(Node::outputShape)
                        .findFirst();
    }

    /** The layer at which the mask of the network's input ends before it comes to a node, if it does. */
    private static Optional<Node> maskEnd(Subject subject, Node node) {
        Node at = node;
        for (Optional<Node> before = subject.source(at); before.isPresent(); before = subject.source(at)) {
            at = before.get();
            boolean keeps = MovesPositions.keepsPositions(at.layer(), at.inputShapes())
                    && at.inputShapes().stream()
                            .findFirst()
                            .filter(input -> input.positions()
                                    == node.inputShapes().get(0).positions())
                            .isPresent();
            if (!keeps) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** How sequences end. */
    private static final class Ends {
        private final int positions;
        private final int channels;
        private final List<Run> runs = new ArrayList<>();
        private int looked;
        private boolean masked;

        /** The value that the first or last positions of an example have in common, and how many they are, two or more. */
        private record Run(List<Float> value, int atEnd, int atStart) {}

        private Ends(Shape sequence) {
            positions = sequence.positions();
            channels = sequence.channels();
        }

        static Ends of(Dataset data, Shape sequence) {
            Ends ends = new Ends(sequence);
            Batch batch = new Batch(1, data.inputShape(), data.target());
            ends.looked = Math.min(LOOKED_AT, data.size());
            for (int index = 0; index < ends.looked; index++) {
                int example = (int) ((long) index * data.size() / ends.looked);
                batch.fill(data, new int[] {example}, 0, 1);
                ends.masked |= !batch.mask().isComplete();
                ends.add(batch.inputs());
            }
            return ends;
        }

        private void add(float[] values) {
            int last = positions - 1;
            int atEnd = 1;
            while (atEnd < positions && alike(values, last - atEnd, last)) {
                atEnd++;
            }
            if (atEnd < 2 || atEnd == positions) {
                return;
            }
            int atStart = 0;
            while (atStart < positions && alike(values, atStart, last)) {
                atStart++;
            }
            List<Float> value = new ArrayList<>();
            for (int channel = 0; channel < channels; channel++) {
                value.add(values[last * channels + channel]);
            }
            runs.add(new Run(value, atEnd, atStart));
        }

        private boolean alike(float[] values, int position, int other) {
            for (int channel = 0; channel < channels; channel++) {
                if (values[position * channels + channel] != values[other * channels + channel]) {
                    return false;
                }
            }
            return true;
        }

        /** Those that end in the value which most end in. */
        private List<Run> padded() {
            Map<List<Float>, List<Run>> byValue = new HashMap<>();
            runs.forEach(run -> byValue.computeIfAbsent(run.value(), any -> new ArrayList<>())
                    .add(run));
            return byValue.values().stream()
                    .max((one, other) -> Integer.compare(one.size(), other.size()))
                    .orElse(List.of());
        }

        /** Borders of pictures are as empty at the start, and as wide in many; padding stands at the end, of any length. */
        boolean looksPadded() {
            List<Run> padded = padded();
            long lengths = padded.stream().mapToInt(Run::atEnd).distinct().count();
            long started = padded.stream().filter(run -> run.atStart() > 1).count();
            return padded.size() >= Math.max(2, SHARE * looked) && lengths > 1 && 2 * started < padded.size();
        }

        String words() {
            List<Run> padded = padded();
            long rows = padded.stream().mapToLong(Run::atEnd).sum();
            return String.format(
                    Locale.ROOT,
                    "%d of %d sequences end in %d to %d positions that are all alike, as padding does, and no mask marks them:"
                            + " %.0f %% of what its mean and variance are of",
                    padded.size(),
                    looked,
                    padded.stream().mapToInt(Run::atEnd).min().orElseThrow(),
                    padded.stream().mapToInt(Run::atEnd).max().orElseThrow(),
                    100.0 * rows / ((long) looked * positions));
        }
    }
}
