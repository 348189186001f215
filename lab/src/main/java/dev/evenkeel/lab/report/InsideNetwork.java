package dev.evenkeel.lab.report;

import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.observe.Attention;
import dev.evenkeel.observe.LayerObservation;
import dev.evenkeel.observe.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the observations of a run show inside its network, as a section of its report: which layers needed attention,
 * outputs over time, running against batch statistics, gradients by depth, updates, and what running statistics cost.
 * Takes one observation after the other and keeps only what it draws. Not for several threads at once.
 */
public final class InsideNetwork {
    private static final int MAX_LAYERS = 8;
    private static final int MAX_NORMALIZATIONS = 4;

    private final Network network;
    private final AttentionHistory attention = new AttentionHistory();
    private final List<BandTrack> outputs = new ArrayList<>();
    private final List<BandTrack> shifts = new ArrayList<>();
    private final List<BandTrack> ratios = new ArrayList<>();
    private final LineTrack batchLoss = new LineTrack("by the batch's statistics");
    private final LineTrack runningLoss = new LineTrack("by running statistics");
    private final WeightTracks weights;
    private int layers;
    private int normalizations;
    private long count;
    private long first;
    private long last;

    /** Of a run of this network that has not been observed yet. */
    public InsideNetwork(Network network) {
        this.network = network;
        this.weights = new WeightTracks(network);
    }

    /** Takes in the next observation of the run. */
    public void add(Observation observation) {
        if (count == 0) {
            begin(observation);
        }
        count++;
        last = observation.step();
        attention.add(observation);
        weights.add(observation);
        for (LayerObservation layer : observation.layers()) {
            track(outputs, layer).ifPresent(track -> track.add(last, layer.output()));
            layer.normalization().ifPresent(normalization -> {
                track(shifts, layer).ifPresent(track -> track.add(last, normalization.meanShift()));
                track(ratios, layer).ifPresent(track -> track.add(last, normalization.deviationRatio()));
            });
        }
        observation.inferenceGap().ifPresent(gap -> {
            batchLoss.add(last, observation.loss());
            runningLoss.add(last, observation.loss() + gap);
        });
    }

    private void begin(Observation observation) {
        first = observation.step();
        List<String> all =
                observation.layers().stream().map(LayerObservation::layer).toList();
        List<String> normalizing = observation.layers().stream()
                .filter(layer -> layer.normalization().isPresent())
                .map(LayerObservation::layer)
                .toList();
        layers = all.size();
        normalizations = normalizing.size();
        Spread.evenly(all, MAX_LAYERS).forEach(layer -> outputs.add(new BandTrack(layer, title(layer))));
        for (String layer : Spread.evenly(normalizing, MAX_NORMALIZATIONS)) {
            shifts.add(new BandTrack(layer, title(layer)));
            ratios.add(new BandTrack(layer, title(layer)));
        }
    }

    private static Optional<BandTrack> track(List<BandTrack> tracks, LayerObservation layer) {
        return tracks.stream()
                .filter(track -> track.layer().equals(layer.layer()))
                .findFirst();
    }

    private String title(String layer) {
        return network.find(layer).map(Node::title).orElse("layer '" + layer + "'");
    }

    /** A sentence for the summary, if a layer needed attention at last. */
    Optional<String> summary() {
        List<Attention> current = attention.current();
        if (current.isEmpty()) {
            return Optional.empty();
        }
        Attention urgent = current.get(0);
        String others = current.size() == 1 ? "" : " (and " + (current.size() - 1) + " more, below)";
        return Optional.of(String.format(Locale.ROOT, "At step %,d ", last) + title(urgent.layer())
                + " needed attention" + others + ": " + urgent.sentence() + ".");
    }

    /**
     * The section's blocks.
     *
     * @param command that makes the run again
     */
    List<Block> blocks(String command) {
        if (count == 0) {
            return List.of(
                    new Block.Text("This run was not watched, so nothing is known of what went on in its layers. "
                            + command + " --watch makes the same model and shows it here."));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Text(seen()));
        blocks.add(attention());
        blocks.add(new Block.Text("The outputs of "
                + chosen(outputs.size(), layers, "layers")
                + " in training: half of the values lie below the middle line, 15 % below the lower and 15 % above the upper"
                + " one (the picture of Ioffe and Szegedy 2015)."));
        outputs.forEach(track -> blocks.add(new Block.Bands(
                "Output of " + track.title(),
                Block.Axis.linear("step"),
                Block.Axis.linear("output"),
                List.of(track.band()))));
        if (normalizations > 0) {
            statistics(blocks);
        }
        weights.blocks(blocks);
        return blocks;
    }

    private String seen() {
        String spread =
                count > Spread.MAX_POINTS ? " Lines show " + Spread.MAX_POINTS + " of them, evenly spread." : "";
        return String.format(
                Locale.ROOT,
                "Seen in %,d %s, from step %,d to step %,d.%s",
                count,
                count == 1 ? "observation" : "observations",
                first,
                last,
                spread);
    }

    private Block attention() {
        List<AttentionHistory.Span> spans = attention.spans();
        if (spans.isEmpty()) {
            return new Block.Text("No layer needed attention. It was looked for "
                    + List.of(Attention.Kind.values()).stream()
                            .map(Attention.Kind::id)
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        List<List<String>> rows = spans.stream()
                .map(span -> List.of(
                        title(span.attention().layer()),
                        span.attention().kind().id(),
                        Long.toString(span.first()),
                        Long.toString(span.last()),
                        span.attention().sentence()))
                .toList();
        return new Block.Table(
                "Layers that needed attention", List.of("layer", "what", "from step", "to step", "last seen"), rows);
    }

    private void statistics(List<Block> blocks) {
        blocks.add(
                new Block.Text(
                        "How each batch's statistics compare to the running ones, over the channels of "
                                + chosen(shifts.size(), normalizations, "normalizations")
                                + ": the mean's distance in running deviations, d, is usually near 0, the ratio of deviations, r, near 1."));
        blocks.add(bands("Mean of the batch against the running mean", "d", shifts));
        blocks.add(bands("Deviation of the batch against the running deviation", "r", ratios));
        if (batchLoss.size() > 0) {
            blocks.add(new Block.Lines(
                    "Loss of the same batch by both statistics",
                    Block.Axis.linear("step"),
                    Block.Axis.linear("loss"),
                    List.of(batchLoss.series(), runningLoss.series())));
        }
    }

    private static Block bands(String title, String axis, List<BandTrack> tracks) {
        return new Block.Bands(
                title,
                Block.Axis.linear("step"),
                Block.Axis.linear(axis),
                tracks.stream().map(BandTrack::band).toList());
    }

    private static String chosen(int shown, int all, String what) {
        return shown == all
                ? "all " + all + " " + what
                : shown + " of " + all + " " + what + ", the first, the last and some evenly between,";
    }
}
